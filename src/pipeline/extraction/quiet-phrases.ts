import type { Kind } from '../stages/extraction';

/** A kind, the weight of a wording that speaks for it, and the wording for folded text. */
export type PhraseRow = readonly [Kind, number, string];

/** Wordings of mails that state nothing about a claim: receipts, automatic replies, advertising and fraud. */
export const QUIET_PHRASES: readonly PhraseRow[] = [
  // The letter has come, the answer has not.
  [
    'receipt_confirmation',
    4,
    '(?:eingangsbestätigung|empfangsbestätigung|lesebestätigung|zustellbestätigung|confirmation of receipt|acknowledg(?:e|ement|ing)|read receipt|delivery receipt|gelesen:|read:)',
  ],
  [
    'receipt_confirmation',
    4,
    '(?:anfrage|schreiben|nachricht|anliegen|mail|e-mail|brief|unterlagen|antrag|post)\\p{L}* (?:(?!zahlung|geld|rate|betrag|forderung|beträge|summe)[^ ]+ ){0,10}?(?:eingegangen|erhalten|angekommen|empfangen)|(?:brief|anfrage|schreiben|post|nachricht|mail) ist da(?!\\p{L})|an (?:(?:die|unsere|das|den|unser|einen?|meine[nr]?) )?(?:zuständige[nr]? )?(?:\\p{L}+ )?(?:fach)?(?:abteilung|team|bereich|kolleg\\p{L}*|sachbearbeit\\p{L}*|stelle|kassenführung|buchhaltung|vorstand|zentrale) (?:\\p{L}+ ){0,2}?(?:weitergeleitet|weitergegeben|vorgelegt)|haben (?:wir )?(?:\\p{L}+ ){0,3}?(?:ihr(?:e|en)?) (?:\\p{L}+ ){0,3}?(?:anfrage|schreiben|nachricht|brief|mail|e-mail)(?: vom [^ ]+)?(?: \\p{L}+){0,4} (?:erhalten|bekommen)|(?:bestätigen|bestätige) (?:wir |ich |ihnen )*(?:\\p{L}+ ){0,3}?(?:den |dankend )?(?:eingang|empfang|erhalt)',
  ],
  [
    'receipt_confirmation',
    3,
    '(?:vielen )?danke? für (?:ihre|deine|die) (?:\\p{L}+ )?(?:nachricht|anfrage|mail|e-mail|schreiben|zuschrift)|(?:danach|dann|von dort|in kürze|demnächst) (?:hören|erhalten|bekommen) sie|liegt (?:dem|der|uns|hier|unserem|unserer) (?:\\p{L}+ ){0,2}?vor(?!\\p{L})|lege (?:ich )?.{0,40}?(?:hin|vor)(?!\\p{L})|(?:wird|werden) (?:\\p{L}+ ){0,8}?(?:bearbeitet|geprüft|bearbeiten|prüfen)|bearbeitung(?:szeit|sdauer)?.{0,60}?(?:dauert|tage|wochen|beträgt|nehmen|zeit)|(?:melden uns|kommen auf sie zu|erhalten sie (?:\\p{L}+ ){0,4}?(?:antwort|nachricht|rückmeldung|auskunft))|um (?:etwas |ein wenig )?geduld|von (?:sachstands|rück)(?:an)?fragen|(?:we )?(?:have|has been) received|will (?:be )?(?:process|review|get back|respond|reply)\\p{L}*|vorgangsnummer|ticketnummer|ticket-nr|wurde am .{5,60}? gelesen|an die (?:zuständige )?(?:fach)?abteilung weitergeleitet',
  ],
  // Nobody has read it.
  [
    'auto_reply',
    5,
    '(?:abwesenheitsnotiz|abwesenheitsassistent|automatische (?:antwort|abwesenheits\\p{L}*|rückantwort|e-?mail-?antwort)|automated (?:reply|response)|auto(?:matic)?[- ]?reply|out of (?:the )?office|autoreply|undeliver(?:ed|able)|delivery (?:status notification|has failed|failure)|returned to sender|mail delivery|unzustellbar|konnte nicht zugestellt)',
  ],
  [
    'auto_reply',
    4,
    '(?:bin|sind|ist) (?:[^ ]+ ){0,6}?(?:nicht (?:im (?:büro|haus|dienst)|erreichbar|am arbeitsplatz)|abwesend|im urlaub|in elternzeit|außer haus|on (?:leave|holiday|vacation))|(?:büro|praxis|geschäftsstelle|kanzlei|dienststelle)\\p{L}* (?:\\p{L}+ ){0,10}?(?:geschlossen|nicht besetzt)|betriebsferien|befinde mich .{0,40}?(?:im urlaub|in elternzeit|auf dienstreise|im mutterschutz)|ab dem .{3,20} wieder (?:erreichbar|im|für sie)|mails? werden nicht (?:weitergeleitet|gelesen)',
  ],
  [
    'auto_reply',
    4,
    '(?:postfach|adresse|mailbox|e-?mail|mail|nachricht)\\p{L}* (?:\\p{L}+[ ,]+){0,10}?nicht (?:gelesen|beantwortet|überwacht|bearbeitet|betreut|eingesehen)|not monitored|no-?reply|keine antwort(?:en)? (?:auf|an) diese|adresse (?:\\p{L}+ ){0,3}?nicht mehr (?:gültig|aktiv)',
  ],
  [
    'auto_reply',
    2,
    '(?:nicht|do not) (?:\\p{L}+ ){0,3}?(?:auf diese|reply to this)|automatisch (?:erstellt|generiert|erzeugt|versandt)',
  ],
  // Neither an answer nor about a debt.
  [
    'unrelated',
    5,
    '(?:bestätigen|aktualisieren|verifizieren|überprüfen|hinterlegen) sie (?:bitte )?(?:jetzt |umgehend |sofort )?(?:ihre?n?|die) (?:\\p{L}+ ){0,2}?(?:karten|bank|konto|zugangs|login|zahlungs|kreditkarten|persönlichen )\\p{L}*|(?:confirm|verify|update) your (?:\\p{L}+ ){0,2}?(?:card|bank|account|payment|details|identity)',
  ],
  [
    'unrelated',
    4,
    '(?:innerhalb|binnen)(?: von)? (?:12|24|48|72) (?:stunden|std|h)(?!\\p{L})|within (?:12|24|48|72) hours|(?:über|auf|unter) (?:den|diesen|folgende[nm]|untenstehenden) (?:link|button)|jetzt (?:bezahlen|bestätigen|verifizieren|einloggen)|kontosperrung|branchenverzeichnis|firmeneintrag|registereintrag',
  ],
  [
    'unrelated',
    3,
    'sehr geehrte[rs]? (?:kunde|kundin|nutzer|steuerzahler|empfänger|mitglied|verbraucher|schuldner)(?:\\p{L}*)?(?: /|,)|dear (?:valued )?(?:customer|user|client|taxpayer|member)(?=,)',
  ],
  [
    'unrelated',
    4,
    '(?:newsletter|abmelden|abbestellen|unsubscribe|view (?:this )?in (?:your )?browser|im browser (?:ansehen|öffnen|anzeigen))',
  ],
  [
    'unrelated',
    4,
    '(?:konto|zugang|account|postfach)\\p{L}* (?:\\p{L}+ ){0,5}?(?:gesperrt|eingeschränkt|suspended|limited|verifizieren|deaktiviert)|(?:klicken|tippen) sie (?:\\p{L}+ ){0,3}?(?:hier|auf den (?:link|button))|verify your|bitcoin|ihr paket|gewonnen|gewinnspiel|passwort (?:läuft|abgelaufen|zurücksetzen)|jetzt (?:sichern|bestellen|kaufen|anmelden|teilnehmen)|rabattcode|seminar|webinar|fortbildung|einladung zu|messe|frühbucher|teilnahmegebühr',
  ],
  [
    'unrelated',
    3,
    '(?:mittagessen|feierabend|grillen|geburtstagsfeier|kaffee trinken|liebe grüße an|schönes wochenende|stammtisch|betriebsausflug|bewerbung|praktikum|initiativbewerbung|angebot für ihr büro|bürobedarf|kopierpapier|toner|wartungsvertrag|softwareangebot|reinigungsangebot)',
  ],
];
