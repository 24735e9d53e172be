const COLUMNS =
  'inquiry_id,client_id,client_first_name,client_last_name,client_birth_date,client_street,client_postal_code,client_city,office_reference,creditor_name,creditor_email,creditor_reference,claimed_amount,sent_at';

/** Two inquiries of one client and one of another, as the import takes them. */
export const INQUIRIES = [
  COLUMNS,
  'INQ-1,KL-1,Petra,Lindner,1979-03-14,Am Anger 3,99084,Erfurt,SB26-0901,Kabelwerk Nord GmbH,forderung@kabelwerk-nord.example,KN-7782104,1200.00,2026-02-02',
  'INQ-2,KL-1,Petra,Lindner,1979-03-14,Am Anger 3,99084,Erfurt,SB26-0901,Stadtwerke Unstrut AG,service@stadtwerke-unstrut.example,4400-118-92,80.50,2026-02-02',
  'INQ-3,KL-2,Jonas,Ehrlich,1985-07-02,Burgweg 8,99094,Erfurt,SB26-0777,Kabelwerk Nord GmbH,forderung@kabelwerk-nord.example,KN-5510293,1200.00,2026-02-02',
  '',
].join('\r\n');

/** What `creditorMail` states for INQ-1. */
export const CLAIM = '1234.56';

let sent = 0;

/** The headers of a creditor's mail about INQ-1, each mail with a Message-ID of its own; a null leaves one out. */
export function creditorHeaders(change: Record<string, string | null> = {}): string {
  const headers: Record<string, string | null> = {
    From: 'Kabelwerk Nord GmbH <forderung@kabelwerk-nord.example>',
    To: 'office@office.example',
    Subject: 'Petra Lindner, Ihr Zeichen SB26-0901, unser Zeichen KN-7782104',
    Date: 'Mon, 23 Feb 2026 10:04:31 +0100',
    'Message-ID': `<${process.pid}.${++sent}@kabelwerk-nord.example>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...change,
  };
  return Object.entries(headers)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}

/** The text that a creditor writes about INQ-1. */
export const CREDITOR_TEXT = [
  'Sehr geehrte Damen und Herren,',
  '',
  'in der Sache Petra Lindner, geboren am 14.03.1979, Ihr Zeichen SB26-0901, unser Zeichen KN-7782104,',
  'teilen wir Ihnen den Stand unserer Forderung mit:',
  '',
  'Hauptforderung: 1.200,00 EUR',
  'Zinsen: 14,56 EUR',
  'Mahnkosten: 20,00 EUR',
  'Gesamtforderung: 1.234,56 EUR',
  '',
  'Mit freundlichen Grüßen',
  'Kabelwerk Nord GmbH',
  '',
].join('\r\n');

/** A clear answer to INQ-1: its claim is written. */
export function creditorMail(change: Record<string, string | null> = {}, text = CREDITOR_TEXT): Buffer {
  return Buffer.from(`${creditorHeaders(change)}\r\n${text}`);
}

/** The same answer to INQ-3. */
export function mailOfOtherClient(): Buffer {
  const text = creditorMail()
    .toString()
    .replaceAll('Petra Lindner', 'Jonas Ehrlich')
    .replaceAll('SB26-0901', 'SB26-0777')
    .replaceAll('KN-7782104', 'KN-5510293')
    .replaceAll('14.03.1979', '02.07.1985');
  return Buffer.from(text);
}

/** What a careful reader takes from `creditorMail()`. */
export const READING = {
  kind: 'claim_statement',
  fields: [
    { name: 'client_name', value: 'Petra Lindner', source: 'body', quote: 'in der Sache Petra Lindner' },
    { name: 'office_reference', value: 'SB26-0901', source: 'body', quote: 'Ihr Zeichen SB26-0901' },
    { name: 'creditor_reference', value: 'KN-7782104', source: 'body', quote: 'unser Zeichen KN-7782104' },
    { name: 'claim_amount', value: CLAIM, source: 'body', quote: 'Gesamtforderung: 1.234,56 EUR' },
    { name: 'currency', value: 'EUR', source: 'body', quote: 'Gesamtforderung: 1.234,56 EUR' },
  ],
};
