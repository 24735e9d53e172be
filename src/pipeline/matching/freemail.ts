const FREEMAIL = new Set(
  (
    'gmx.de gmx.net gmx.at gmx.ch gmx.com web.de gmail.com googlemail.com t-online.de magenta.de outlook.com outlook.de hotmail.com ' +
    'hotmail.de live.de live.com msn.com yahoo.de yahoo.com ymail.com aol.com aol.de icloud.com me.com mac.com freenet.de arcor.de ' +
    'posteo.de posteo.net mailbox.org proton.me protonmail.com tutanota.com tuta.io tutanota.de vodafone.de vodafonemail.de 1und1.de ' +
    'online.de email.de mail.de bluewin.ch sunrise.ch hispeed.ch aon.at a1.net chello.at drei.at mail.ru yandex.com wp.pl o2.pl ' +
    'kabelmail.de unitybox.de netcologne.de ewe.net ewetel.net osnanet.de versanet.de alice.de alice-dsl.net o2online.de mail.com'
  ).split(' '),
);

/** True for the domain of a provider of private mailboxes: it says nothing of who writes, only the whole address does. */
export function isFreemail(domain: string): boolean {
  return FREEMAIL.has(domain.toLowerCase());
}
