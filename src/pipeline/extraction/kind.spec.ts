import type { Kind } from '../stages/extraction';
import { readByRulesAlone } from '../../../test/harness/rules-alone';
import type { ParsedMail } from '../stages/parse';

const SENTENCES: Record<Kind, string[]> = {
  claim_statement: [
    'unsere Forderung beträgt derzeit 812,40 EUR.',
    'Sehr geehrte Damen und Herren, anbei erhalten Sie die gewünschte Forderungsaufstellung.',
    'der Rückstand beläuft sich auf 1.204,17 EUR. Für eine etwaige Ratenzahlung bitten wir um Vorlage von Einkommensnachweisen.',
    'Die Gesamtforderung beträgt 900,00 EUR. Ein Erlass kommt nicht in Betracht.',
    'aus abgetretenem Recht der Funk AG fordern wir insgesamt 377,10 EUR.',
    'Thank you for your letter. The total outstanding balance is EUR 1,310.20.',
    'wir haben Ihr Schreiben vom 03.03. erhalten. Offen sind noch 210,00 EUR.',
  ],
  no_claim: [
    'Herr Kaya wird bei uns weder als Mieter noch als Darlehensnehmer geführt.',
    'die 300 Euro hat seine Mutter im Mai überwiesen, damit ist für uns alles in Ordnung.',
    'er hat das Geld zurückgegeben, wir sind quitt.',
    'bei uns ist alles bezahlt, Saldo 0.',
    'der Restbetrag wurde mit Schreiben vom 3. Mai nach § 5 i. V. m. § 7 erlassen.',
    'zu zahlen ist somit nichts.',
    'Wir fordern von Frau Kaya also nichts.',
    'Das Vertragskonto steht auf null, Ansprüche haben wir nicht mehr.',
    'zu Ihrem Klienten bestehen bei uns keine offenen Forderungen.',
    'die Rechnung wurde am 12.02.2026 vollständig bezahlt, die Sache hat sich für uns erledigt.',
    'das Kundenkonto ist ausgeglichen.',
    'eine Person dieses Namens ist uns nicht bekannt.',
    'wir konnten in unserem System keinen Kunden mit diesen Daten finden.',
    'Frau Kaya hat bei uns ein Guthaben von 14,20 EUR.',
    'Der Saldo beträgt 0,00 EUR.',
    'es ist nichts mehr offen.',
    'we have no record of any outstanding debt for this person.',
    'the account has been paid in full.',
    'zu dieser Person besteht bei uns kein Kundenverhältnis.',
  ],
  assignment: [
    'um die Sache kümmert sich inzwischen unser Anwalt.',
    'das macht seit dem Sommer das Inkassobüro Nord.',
    'Die Bank hat uns mit der Einziehung beauftragt. Die Forderung beträgt 812,40 EUR. Bitte wenden Sie sich künftig ausschließlich an uns.',
    'wir haben die Sache jetzt an Rechtsanwältin Krug in Hamm abgegeben.',
    'das Konto wird nicht mehr hier, sondern von der Zentralkasse geführt.',
    'ich habe die Wohnung zum 1. April verkauft, mit allen Rückständen.',
    'wir haben die Forderung an die Nova Inkasso GmbH verkauft. Bitte wenden Sie sich dorthin.',
    'die Forderung wurde am 01.02.2026 an die Kredit Nord AG abgetreten.',
    'Der Vorgang wurde an unser Inkassobüro abgegeben.',
    'zuständig ist nunmehr die Kanzlei Berg & Partner.',
    'mit der Einziehung haben wir die Rechtsanwälte Klein beauftragt, bitte korrespondieren Sie nur mit diesen.',
    'wir sind nicht mehr Gläubigerin dieser Forderung.',
    'The debt was sold to Blue Debt Ltd. on 1 March; please contact the new owner.',
    'wir zeigen an, dass wir neue Gläubigerin der Forderung sind (Abtretungsanzeige).',
  ],
  info_request: [
    'ohne Entbindung von der Schweigepflicht darf ich nichts sagen.',
    'Um den Vorgang zu finden, brauchen wir noch:\n\n- das Geburtsdatum,\n- falls vorhanden die Kundennummer.',
    'bitte übersenden Sie uns zunächst eine Vollmacht Ihres Klienten.',
    'ohne Vorlage einer Vollmacht können wir keine Auskunft erteilen.',
    'für die Zuordnung benötigen wir das Geburtsdatum und die letzte Anschrift.',
    'Bitte teilen Sie uns die Kundennummer mit, anders können wir den Vorgang nicht zuordnen.',
    'wir brauchen eine Kopie des Personalausweises Ihrer Mandantin.',
    'Eine Schweigepflichtentbindung liegt uns nicht vor.',
    'Please send us a signed letter of authority before we can share any details.',
    'aus datenschutzrechtlichen Gründen dürfen wir ohne Einwilligung keine Auskunft geben.',
  ],
  settlement_accepted: [
    'der Ausschuss hat beschlossen, Ihrem Vergleichsvorschlag zuzustimmen.',
    'ja, das ist besser als nix, ich bin dabei.',
    'mit Ihrem Vergleichsvorschlag sind wir einverstanden.',
    'Wir nehmen Ihr Angebot vom 03.04.2026 an.',
    'dem Schuldenbereinigungsplan stimmen wir zu.',
    'der von Ihnen vorgeschlagenen Ratenzahlung von 20 EUR stimmen wir zu.',
    'We accept your offer of EUR 500 in full and final settlement.',
    'Ihren Zahlungsplan akzeptieren wir.',
  ],
  settlement_rejected: [
    'Kein Vergleich möglich.',
    'dem unterbreiteten Angebot kann nicht zugestimmt werden.',
    'unsere Mandantschaft stimmt dem Nullplan für Herrn Kaya nicht zu.',
    'Ihr Vergleichsangebot lehnen wir ab.',
    'Ihrem Vorschlag können wir leider nicht zustimmen.',
    'mit der angebotenen Quote sind wir nicht einverstanden.',
    'Dem Schuldenbereinigungsplan wird nicht zugestimmt, wir lehnen den Plan ab.',
    'Das Angebot ist uns zu niedrig, bitte machen Sie ein neues Angebot.',
    'Unfortunately we are unable to accept your settlement proposal.',
    'Ihr Angebot nehmen wir nicht an.',
  ],
  receipt_confirmation: [
    'wir haben Ihr Schreiben erhalten. Die Bearbeitung dauert etwa vier Wochen.',
    'Ihre Anfrage ist bei uns eingegangen und wird schnellstmöglich bearbeitet.',
    'hiermit bestätigen wir den Eingang Ihres Schreibens vom 02.03.2026.',
    'Eingangsbestätigung: Ihr Anliegen wurde unter der Ticketnummer 887123 erfasst.',
    'We have received your letter and will get back to you within 14 days.',
    'vielen Dank, Ihre Unterlagen sind angekommen. Wir melden uns.',
  ],
  auto_reply: [
    'ich bin bis zum 14.04. nicht im Büro. Ihre Mail wird nicht weitergeleitet.',
    'Automatische Antwort: unsere Geschäftsstelle ist wegen Betriebsferien geschlossen.',
    'Dieses Postfach wird nicht gelesen. Bitte nutzen Sie das Kontaktformular.',
    'I am out of office until Monday.',
    'Ihre Nachricht konnte nicht zugestellt werden: mailbox unavailable, undeliverable.',
    'Bin im Urlaub. Ab dem 3. Mai wieder erreichbar.',
  ],
  unrelated: [
    'Unser Newsletter im April: Jetzt bestellen und 20 % sparen! Abmelden',
    'Ihr Konto wurde eingeschränkt. Klicken Sie hier, um Ihre Daten zu verifizieren.',
    'Einladung zum Webinar: Update Insolvenzrecht, Teilnahmegebühr 149,00 EUR.',
    'Hi Kerstin, hast du Lust auf ein Mittagessen am Freitag? LG Tom',
    'gern unterbreiten wir Ihnen ein Angebot für Ihr Büro: Kopierpapier zu Sonderpreisen.',
  ],
};

const CASES = Object.entries(SENTENCES).flatMap(([kind, texts]) => texts.map((text) => ({ kind, text })));

describe('the kind of a mail', () => {
  it.each(CASES)('$kind: $text', async ({ kind, text }) => {
    expect(readByRulesAlone(mailOf(text)).kind).toBe(kind);
  });

  it.each([
    ['bounce', 'auto_reply'],
    ['read_receipt', 'receipt_confirmation'],
    ['mailing_list', 'unrelated'],
  ] as const)('the flag %s makes it %s', (flag, kind) => {
    const mail = { ...mailOf('Ihre Nachricht'), flags: [flag] };
    expect(readByRulesAlone(mail).kind).toBe(kind);
  });

  it.each([
    ['no_claim', 'Hat er denn bezahlt, ist alles gut?'],
    ['no_claim', 'Er behauptet, er hat alles bezahlt und es ist alles gut.'],
    ['no_claim', 'Der Bruder hat 100 Euro bezahlt, mit ihm ist alles gut, den Rest schuldet er mir.'],
    ['no_claim', 'Die Zahlung ist nicht als Kundenzahlung erfasst.'],
    ['no_claim', 'Er ist nicht als Mieter erfasst, jedoch als Bürge.'],
    ['settlement_accepted', 'Wir sehen uns nicht in der Lage, Ihrem Vergleichsvorschlag zuzustimmen.'],
    ['settlement_accepted', 'Es fällt uns schwer, dem Plan zuzustimmen.'],
    ['settlement_accepted', 'Ich bin dabei, die Unterlagen zu suchen.'],
    ['assignment', 'Wenn nichts kommt, macht das demnächst das Inkassobüro.'],
  ] as const)('is not %s: %s', (kind, text) => {
    expect(readByRulesAlone(mailOf(text)).kind).not.toBe(kind);
  });

  it('keeps the announcing kind and books the total beside it', () => {
    const text = 'Ihr Angebot lehnen wir ab. Unsere Gesamtforderung beträgt 1.870,15 EUR.';
    const extraction = readByRulesAlone(mailOf(text));
    expect(extraction.kind).toBe('settlement_rejected');
    expect(extraction.claimAmount?.value).toBe('1870.15');
  });

  it('takes an attachment that nobody could read for a claim, without confidence', () => {
    const mail = mailOf('Fax, 1 Seite');
    const scan = {
      filename: 'scan.pdf',
      mediaType: 'application/pdf',
      size: 9_000,
      outcome: 'unread' as const,
    };
    const extraction = readByRulesAlone({ ...mail, attachments: [scan] });
    expect(extraction.kind).toBe('claim_statement');
    expect(extraction.kindConfidence).toBeLessThan(0.5);
  });
});

function mailOf(text: string): ParsedMail {
  return {
    from: { name: 'Buchhaltung', address: 'post@firma.example', domain: 'firma.example' },
    replyTo: null,
    to: [],
    subject: 'Ihre Anfrage',
    date: null,
    messageId: null,
    blocks: [{ source: 'body', standing: 'current', text }],
    hidden: [],
    attachments: [],
    flags: [],
  };
}
