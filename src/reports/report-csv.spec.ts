import { parse } from 'csv-parse/sync';

import { reportsAsCsv } from './report-csv';
import type { ProcessingReport } from './report-queries';

const REPORT: ProcessingReport = {
  email_id: '0197a3d4-7b1c-4c3e-9f57-2f6a1f9d8e01',
  correlation_id: 'corr-0001',
  job_id: null,
  status: 'done',
  kind: 'claim_statement',
  route: 'auto_update',
  written: true,
  written_amount: '1234.56',
  currency: 'EUR',
  inquiry_id: 'INQ-00017',
  extracted_fields: {
    client_name: { value: 'Jörg "Jo" Müller;, Sohn', confidence: 1, source: 'body', quote: '' },
    claim_amount: { value: '-1234.56', confidence: 1, source: 'body', quote: '' },
  },
  reasons: ['one', 'two'],
  flags: ['hidden_text', 'bounce'],
  attempts: 1,
  created_at: '2026-02-23T09:00:00.000Z',
  updated_at: '2026-02-23T09:00:01.000Z',
};

const rowsOf = (...reports: ProcessingReport[]) =>
  parse<Record<string, string>>(reportsAsCsv(reports), { columns: true, record_delimiter: '\r\n' });
const clientNamed = (value: string): ProcessingReport => ({
  ...REPORT,
  extracted_fields: { client_name: { value, confidence: 1, source: 'body', quote: '' } },
});

describe('reportsAsCsv', () => {
  it('has a row a mail, with the fields that were read', () => {
    expect(rowsOf(REPORT)).toEqual([
      {
        email_id: REPORT.email_id,
        correlation_id: 'corr-0001',
        status: 'done',
        kind: 'claim_statement',
        route: 'auto_update',
        written: 'true',
        written_amount: '1234.56',
        currency: 'EUR',
        inquiry_id: 'INQ-00017',
        client_name: 'Jörg "Jo" Müller;, Sohn',
        creditor_name: '',
        office_reference: '',
        creditor_reference: '',
        claim_amount: '-1234.56',
        reasons: 'one | two',
        flags: 'hidden_text bounce',
        created_at: REPORT.created_at,
        updated_at: REPORT.updated_at,
      },
    ]);
  });

  it('names its columns also where there is no mail', () => {
    expect(reportsAsCsv([])).toMatch(/^email_id,correlation_id,status,.*,updated_at\r\n$/);
  });

  it('leaves cells empty for a mail that has not been read', () => {
    const { extracted_fields: _, reasons: __, flags: ___, ...received } = REPORT;
    expect(rowsOf({ ...received, kind: null, written: false })[0]).toMatchObject({
      kind: '',
      written: 'false',
      reasons: '',
      client_name: '',
    });
  });

  it.each(['=HYPERLINK("http://evil.example","x")', '+49 30 1', '-1+1', '@SUM(A1)', '\t=1+1', '\r=1+1'])(
    'takes the sting out of %j',
    (value) => expect(rowsOf(clientNamed(value))[0].client_name).toBe(`'${value}`),
  );

  it.each(['Müller', '1-2', "'x", 'a\r\nb,"c"'])('leaves %j as it is', (value) =>
    expect(rowsOf(clientNamed(value))[0].client_name).toBe(value),
  );
});
