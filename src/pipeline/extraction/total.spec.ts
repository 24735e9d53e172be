import type { Concern, Extraction } from '../stages/extract';
import { ExtractStage } from '../stages/extract';
import type { ParsedMail, TextBlock } from '../stages/parse';

interface Letter {
  says: string;
  text: string;
  quoted?: string;
  subject?: string;
  total: string | null;
  currency?: string;
  principal?: string | null;
  interest?: string | null;
  costs?: string | null;
  addsUp?: boolean;
  concerns?: Concern[];
  correction?: boolean;
}

const LETTERS: Letter[] = [
  {
    says: 'an authority, stiff',
    text: 'Sehr geehrte Damen und Herren,\n\nzu o. g. Kassenzeichen 5.0112.440012.9 wird mitgeteilt, dass die hier bestehenden Rückstände sich\nzum Stichtag 01.03.2026 auf insgesamt 1.284,00 EUR belaufen. Darin sind Säumniszuschläge in\nHöhe von 96,00 EUR enthalten.\n\nIm Auftrag\nGlaser',
    total: '1284.00',
    currency: 'EUR',
  },
  {
    says: 'a chatty telco',
    text: 'Hallo Frau Adler,\n\ndanke für deine Nachricht! 😊 Wir haben nachgeschaut: Bei uns sind noch 213,47 € offen.\nDer Tarif kostet aktuell 24,99 € im Monat und läuft bis Oktober.\n\nLiebe Grüße\nDein Team',
    total: '213.47',
    currency: 'EUR',
  },
  {
    says: 'a law firm with a table of spaces',
    text: 'Namens unserer Mandantin beziffern wir die Forderung wie folgt:\n\nHauptforderung                     3.400,00 EUR\nVerzugszinsen bis 15.03.2026         212,33 EUR\nVorgerichtliche Anwaltskosten        367,23 EUR\nGerichtskosten                       151,50 EUR\nGesamtforderung                    4.131,06 EUR\n\nWeitere Zinsen laufen seit dem 16.03.2026 mit 5 Prozentpunkten über dem Basiszinssatz auf.',
    total: '4131.06',
    currency: 'EUR',
    principal: '3400.00',
    interest: '212.33',
    costs: null,
    addsUp: true,
  },
  {
    says: 'a private lender',
    text: 'Guten Tag,\nich hab dem Mehmet im Mai 3000 Euro gegeben, er hat 400 Euro zurückgezahlt.\nEr schuldet mir also noch 2.600 Euro. Mehr will ich nicht.\nViele Grüße\nHelga Sturm',
    total: '2600.00',
    currency: 'EUR',
  },
  {
    says: 'a bank: valuation of the account',
    text: 'das Darlehen 4410 221 873 valutiert per 28.02.2026 mit EUR 11.734,20. Der Tageszins beträgt EUR 1,58.\nDas ursprüngliche Kreditlimit von EUR 15.000,00 wurde gekündigt.',
    total: '11734.20',
    currency: 'EUR',
  },
  {
    says: 'English with a list',
    text: 'Dear Sir or Madam,\n\nOur records show the following for account 88123:\n\nPrincipal: EUR 2,150.00\nInterest: EUR 118.20\nCollection costs: EUR 96.40\nTotal amount due: EUR 2,364.60\n\nKind regards',
    total: '2364.60',
    currency: 'EUR',
    principal: '2150.00',
    interest: '118.20',
    costs: '96.40',
    addsUp: true,
  },
  {
    says: 'English prose',
    text: 'We confirm that your client still owes us GBP 640.15 including all charges to date.',
    total: '640.15',
    currency: 'GBP',
    concerns: ['foreign_currency'],
  },
  {
    says: 'Swiss francs with an apostrophe',
    text: "Sehr geehrte Frau Adler\n\nDer offene Saldo zu unseren Gunsten beträgt CHF 1'745.60 (inkl. Mahngebühren und Verzugszins).\n\nFreundliche Grüsse",
    total: '1745.60',
    currency: 'CHF',
    concerns: ['foreign_currency'],
  },
  {
    says: 'table cells with a total row',
    text: 'Position\tBetrag\nHauptforderung\t540,00 €\nZinsen\t21,16 €\nMahnkosten\t12,50 €\nInkassokosten\t76,44 €\nGesamtbetrag\t650,10 €',
    total: '650.10',
    currency: 'EUR',
    principal: '540.00',
    interest: '21.16',
    costs: null,
    addsUp: true,
  },
  {
    says: 'a table whose heads carry the labels',
    text: 'Aufstellung in EUR\nHauptforderung\tZinsen\tKosten\tGesamt\n1.200,00\t88,40\t145,00\t1.433,40',
    total: '1433.40',
    currency: 'EUR',
    principal: '1200.00',
    interest: '88.40',
    costs: '145.00',
    addsUp: true,
  },
  {
    says: 'invoices over several rows with a sum',
    text: 'Rechnung\tDatum\tBetrag EUR\nR-10023\t03.04.2025\t120,00\nR-10077\t03.05.2025\t120,00\nR-10131\t03.06.2025\t134,50\nSumme\t\t374,50',
    total: '374.50',
    currency: 'EUR',
    addsUp: true,
  },
  {
    says: 'a ledger with debit, credit and balance',
    text: 'Datum\tText\tSoll\tHaben\n01.02.2025\tMiete Februar\t612,00\t\n05.02.2025\tZahlung\t\t400,00\n01.03.2025\tMiete März\t612,00\t\n10.03.2025\tMahngebühr\t5,00\t\n\tSaldo EUR\t829,00\t',
    total: '829.00',
    currency: 'EUR',
  },
  {
    says: 'label and amount on lines of their own',
    text: 'Aktenzeichen:\n88/441\nGesamtforderung:\n1.022,17 EUR\nSchuldner:\nMax Muster',
    total: '1022.17',
    currency: 'EUR',
  },
  {
    says: 'payment taken off',
    text: 'Gesamtforderung 1.000,00 EUR\nabzüglich Zahlung vom 03.02.2026 200,00 EUR\nRestforderung 800,00 EUR',
    total: '800.00',
    currency: 'EUR',
  },
  {
    says: 'a correction with old and new total',
    subject: 'Korrektur unserer Forderungsaufstellung',
    text: 'leider ist uns ein Fehler unterlaufen. Die Gesamtforderung beträgt nicht 1.812,40 EUR, sondern 1.512,40 EUR.\nWir bitten um Entschuldigung.',
    total: '1512.40',
    currency: 'EUR',
    correction: true,
  },
  {
    says: 'a correction with "statt"',
    text: 'in Berichtigung unseres Schreibens vom 02.03.2026 teilen wir mit: Die Forderung beläuft sich statt bisher 445,00 EUR nunmehr auf 398,50 EUR.',
    total: '398.50',
    correction: true,
  },
  {
    says: 'an increase from one total to another',
    text: 'durch die Kosten der Vollstreckung hat sich unsere Gesamtforderung von 2.010,00 EUR auf 2.046,35 EUR erhöht.',
    total: '2046.35',
  },
  {
    says: 'a correction that leaves it open',
    text: 'unser Schreiben vom 14.03. ist fehlerhaft. Die Mahnkosten sind um 20,00 EUR zu hoch. Bitte berücksichtigen Sie das.',
    total: null,
    concerns: ['correction_leaves_total_open'],
  },
  {
    says: 'two totals that contradict each other',
    text: 'Gesamtforderung: 3.420,11 EUR\n\nBitte tragen Sie in Ihren Plan den Gesamtbetrag von 3.240,11 EUR ein.',
    total: null,
    concerns: ['totals_contradict'],
  },
  {
    says: 'the same total twice',
    text: 'Gesamtforderung: 3.420,11 EUR\n\nBitte tragen Sie in Ihren Plan den Gesamtbetrag von 3.420,11 EUR ein.',
    total: '3420.11',
  },
  {
    says: 'the client’s own figure beside the true one',
    text: 'Sie nennen in Ihrer Anfrage einen Betrag von 900,00 EUR. Tatsächlich beträgt unsere Forderung 1.120,45 EUR.',
    total: '1120.45',
  },
  {
    says: 'quoted history has another figure',
    text: 'die offene Forderung beträgt heute 310,00 EUR.',
    quoted: 'Nach unserer Kenntnis besteht eine Gesamtforderung von 290,00 EUR. Unser Zeichen: SB26-1000',
    total: '310.00',
  },
  {
    says: 'nothing but quoted history',
    text: 'vielen Dank für Ihr Schreiben, wir kommen darauf zurück.',
    quoted: 'Gesamtforderung 290,00 EUR',
    total: null,
  },
  {
    says: 'the figure stands in the quoted letter below',
    text: 'unsere Aufstellung gilt unverändert, siehe unten.',
    quoted: 'Die Gesamtforderung beträgt 718,20 EUR.',
    total: '718.20',
    concerns: ['total_only_in_history'],
  },
  {
    says: 'an offer beside the total',
    text: 'Die Gesamtforderung beträgt 5.200,00 EUR. Gegen Zahlung von 2.600,00 EUR bis 30.06.2026 würden wir auf den Rest verzichten.',
    total: '5200.00',
  },
  {
    says: 'an offer and no total',
    text: 'wir sind bereit, die Sache gegen eine Einmalzahlung von 1.500,00 EUR zu erledigen.',
    total: null,
  },
  {
    says: 'a minimum offer is no total',
    text: 'Vergleiche unter 40 % können wir nicht annehmen; das wären mindestens 480,00 EUR.',
    total: null,
  },
  {
    says: 'the balance on the day of handing over is no total',
    text: 'wir haben die Forderung am 15.01.2026 an die Nova Inkasso GmbH verkauft. Zum Zeitpunkt des Verkaufs betrug die Forderung 1.733,00 EUR.',
    total: null,
  },
  {
    says: 'a conditional figure',
    text: 'die Forderung wird sich voraussichtlich auf etwa 1.400,00 EUR belaufen, die Endabrechnung steht aus.',
    total: '1400.00',
    concerns: ['conditional_claim'],
  },
  {
    says: 'usual reserves are no condition',
    text: 'Die Gesamtforderung beträgt per 01.04.2026 977,12 EUR zzgl. weiterer Zinsen. Irrtum vorbehalten.',
    total: '977.12',
    concerns: [],
  },
  {
    says: 'an ambiguous integer',
    text: 'Gesamtforderung: 1.250',
    total: '1250.00',
    concerns: ['ambiguous_number', 'currency_missing'],
  },
  {
    says: 'no currency anywhere',
    text: 'Gesamtforderung 1.250,40',
    total: '1250.40',
    concerns: ['currency_missing'],
  },
  {
    says: 'an amount in words alone',
    text: 'der Schuldner schuldet uns noch dreihundertfünfzig Euro.',
    total: '350.00',
    currency: 'EUR',
  },
  {
    says: 'words and figures that differ',
    text: 'Die Gesamtforderung beträgt 1.250,00 EUR (in Worten: eintausendzweihundertsechzig Euro).',
    total: '1250.00',
    concerns: ['ambiguous_number'],
  },
  {
    says: 'parts before the total in one sentence',
    text: 'Wir fordern 500,00 EUR Hauptforderung, 31,20 EUR Zinsen und 70,00 EUR Mahnkosten, insgesamt also 601,20 EUR.',
    total: '601.20',
    principal: '500.00',
    interest: '31.20',
    costs: '70.00',
    addsUp: true,
  },
  {
    says: 'total first, parts after "davon"',
    text: 'Unsere Gesamtforderung beläuft sich auf 601,20 EUR, davon 500,00 EUR Hauptforderung, 31,20 EUR Zinsen und 70,00 EUR Kosten.',
    total: '601.20',
    principal: '500.00',
    interest: '31.20',
    costs: '70.00',
    addsUp: true,
  },
  {
    says: 'total named by its parts',
    text: 'Die Gesamtforderung aus Hauptforderung, Zinsen und Kosten beläuft sich auf 845,19 EUR.',
    total: '845.19',
    principal: null,
  },
  {
    says: 'parts that do not add up',
    text: 'Hauptforderung 500,00 EUR\nZinsen 31,20 EUR\nKosten 70,00 EUR\nGesamtforderung 661,20 EUR',
    total: '661.20',
    concerns: ['parts_do_not_add_up'],
  },
  {
    says: 'surcharges count as neither interest nor costs',
    text: 'Beiträge 01/2025 bis 06/2025 1.020,00 EUR\nSäumniszuschläge 81,50 EUR\nMahngebühren 15,00 EUR\nGesamtrückstand 1.116,50 EUR',
    total: '1116.50',
    principal: '1020.00',
    interest: null,
    costs: '15.00',
    addsUp: true,
  },
  {
    says: 'a landlord with current rent',
    text: 'die Mietrückstände betragen 3.118,00 €. Die laufende Miete von 642,00 € wird derzeit vom Jobcenter gezahlt.',
    total: '3118.00',
  },
  {
    says: 'an instalment plan offered beside the balance',
    text: 'Zum heutigen Tag sind 980,00 Euro zu zahlen. Wir können monatliche Raten von 50,00 Euro anbieten.',
    total: '980.00',
  },
  {
    says: 'advertising amounts',
    text: 'vielen Dank für Ihre Nachricht. Jetzt neu: Internet ab 19,99 € statt 39,99 €!',
    total: null,
  },
  {
    says: 'costs of a copy are no claim',
    text: 'für die Auskunft berechnen wir eine Gebühr von 15,00 EUR, für jede Kopie 0,50 EUR.',
    total: null,
  },
  {
    says: 'principal alone, further parts open',
    text: 'Die Hauptforderung beträgt 2.000,00 EUR zzgl. Zinsen und Kosten.',
    total: null,
    principal: '2000.00',
  },
  {
    says: 'a claim with a wrapped label',
    text: 'in vorbezeichneter Angelegenheit teilen wir Ihnen mit, dass sich die Forderung unserer Mandantin\neinschließlich der bis heute angefallenen Zinsen und Kosten auf nunmehr\n7.412,09 EUR beläuft.',
    total: '7412.09',
  },
  {
    says: 'a hospital: still to pay after a part payment',
    text: 'Die Rechnung über 410,00 Euro wurde am 3. Mai mit 110,00 Euro teilweise bezahlt. Offen sind noch 300,00 Euro.',
    total: '300.00',
  },
  {
    says: 'a lawyer’s "beziffern"',
    text: 'Per 31.05.2026 beziffern wir die Forderung unserer Mandantschaft mit € 6.077,31.',
    total: '6077.31',
  },
  {
    says: 'a bank statement of debit',
    text: 'Ihr Mandant hat auf dem Girokonto 440 118 22 einen Sollsaldo von 1.902,77 EUR.',
    total: '1902.77',
  },
];

describe('totals in letters', () => {
  it.each(LETTERS)('$says', async (letter) => {
    const extraction = await read(letter);
    expect(extraction.claimAmount?.value ?? null).toBe(letter.total);
    if (letter.currency !== undefined) expect(extraction.currency?.value).toBe(letter.currency);
    if (letter.principal !== undefined) expect(extraction.principal?.value ?? null).toBe(letter.principal);
    if (letter.interest !== undefined) expect(extraction.interest?.value ?? null).toBe(letter.interest);
    if (letter.costs !== undefined) expect(extraction.costs?.value ?? null).toBe(letter.costs);
    if (letter.addsUp !== undefined) expect(extraction.addsUp).toBe(letter.addsUp);
    if (letter.correction !== undefined) expect(extraction.correction).toBe(letter.correction);
    for (const concern of letter.concerns ?? []) expect(extraction.concerns).toContain(concern);
    if (letter.concerns?.length === 0) expect(extraction.concerns).toEqual([]);
  });

  it.each(LETTERS)('quotes verbatim: $says', async (letter) => {
    const extraction = await read(letter);
    for (const field of [extraction.claimAmount, extraction.principal, ...extraction.amounts]) {
      if (!field || extraction.kind === 'no_claim') continue;
      const texts = blocksOf(letter).filter((block) => block.source === field.source);
      expect(texts.some((block) => block.text.includes(field.quote))).toBe(true);
      expect(field.quote.length).toBeLessThanOrEqual(160);
    }
  });
});

function read(letter: Letter): Promise<Extraction> {
  return new ExtractStage().run(mailOf(blocksOf(letter)), new AbortController().signal);
}

function blocksOf({ text, quoted, subject }: Letter): TextBlock[] {
  const blocks: TextBlock[] = [
    { source: 'subject', standing: 'current', text: subject ?? 'Ihre Anfrage' },
    { source: 'body', standing: 'current', text },
  ];
  return quoted ? [...blocks, { source: 'body', standing: 'quoted', text: quoted }] : blocks;
}

function mailOf(blocks: TextBlock[]): ParsedMail {
  return {
    from: { name: 'Buchhaltung', address: 'post@firma.example', domain: 'firma.example' },
    replyTo: null,
    to: [],
    subject: blocks[0].text,
    date: null,
    messageId: null,
    blocks,
    hidden: [],
    attachments: [],
    flags: [],
  };
}
