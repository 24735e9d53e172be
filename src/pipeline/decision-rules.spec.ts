import { DecisionCase } from './decision-case';
import { objectionsTo } from './appraisal/objections';
import { DOUBTS } from './decision-doubts';
import { DECISION_RULES } from './decision-rules';
import { DecideStage } from './stages/decide';
import type { Extraction, Field } from './stages/extraction';
import type { Candidate, Match, Signals } from './stages/match';
import type { AttachmentReading, ParsedMail } from './stages/parse';

interface Change {
  mail?: Partial<ParsedMail>;
  extraction?: Partial<Extraction>;
  match?: Partial<Match>;
  signals?: Signals;
}

const SIGNALS: Signals = {
  office_reference: 'exact',
  creditor_reference: 'exact',
  client_name: 1,
  creditor: 'sender_address',
};

const field = (value: string, confidence = 0.92): Field => ({
  value,
  confidence,
  source: 'body',
  quote: value,
});
const total = (cents: number, current = true, unambiguous = true): Extraction['amounts'][number] => ({
  ...{ source: 'body', quote: '', currency: 'EUR', role: 'total' },
  ...{ cents, current, unambiguous },
});
const other = (cents: number): Extraction['amounts'][number] => ({ ...total(cents), role: 'other' });
const says = (text: string): Change => ({
  mail: { blocks: [{ source: 'body', standing: 'current', text }] },
});
/** The figure in an image, with the confidences of its row and its page. */
const scanned = (text: string, row: number, page = 0.92): Change => ({
  mail: {
    blocks: [
      {
        source: 'attachment:scan.pdf#page=1',
        standing: 'current',
        text,
        recognition: {
          confidence: page,
          rows: text.split('\n').map((line) => ({ text: line, confidence: row })),
        },
      },
    ],
  },
});
const attachment = (outcome: AttachmentReading['outcome']): AttachmentReading => ({
  ...{ filename: 'a.pdf', mediaType: 'application/pdf', size: 1, outcome },
});

/** A mail for which every condition holds, but for the changes. */
function letter({ mail, extraction, match, signals = SIGNALS }: Change): [ParsedMail, Extraction, Match] {
  const best: Candidate = { inquiry_id: 'INQ-1', client_id: 'K-1', score: 0.85, signals };
  const parsed = {
    from: null,
    blocks: [],
    flags: [],
    hidden: [],
    attachments: [],
    ...mail,
  } as unknown as ParsedMail;
  const read = {
    ...{
      kind: 'claim_statement',
      kindConfidence: 0.93,
      claimAmount: field('512.34'),
      currency: field('EUR'),
    },
    ...{ amounts: [total(51234)], concerns: [], correction: false, errorRate: 0.001, sureness: 0.9 },
    ...extraction,
  } as unknown as Extraction;
  return [
    parsed,
    { ...read, objections: objectionsTo(parsed, read) },
    {
      ...{ candidates: [best], best, margin: 0.3, conflicts: [], fields: {}, senderKnown: true },
      ...{ believedCents: 50000, ...match },
    },
  ];
}

const decide = (change: Change): ReturnType<DecideStage['run']> =>
  new DecideStage({ autoUpdateMaxError: 0.002 }).run(...letter(change));
const quiet: Partial<Extraction> = {
  kind: 'receipt_confirmation',
  claimAmount: null,
  currency: null,
  amounts: [],
};
const noClaim: Partial<Extraction> = { kind: 'no_claim', claimAmount: field('0.00'), amounts: [] };

/** For each rule the mail that it takes, by its least change from one that is written silently. */
const differing: Partial<Extraction> = {
  concerns: ['extractors_disagree'],
  secondReading: {
    ...{ extractor: {} as never, missing: null },
    disagreements: [{ field: 'claim_amount', rules: '512.34', claude: null }],
  },
};
const TAKEN_BY: Readonly<Record<string, Change>> = {
  quiet_yet_states_a_claim: { extraction: { kind: 'auto_reply' } },
  unrelated_yet_matched: { extraction: { ...quiet, kind: 'unrelated' } },
  quiet_with_unread_attachment: { extraction: quiet, mail: { attachments: [attachment('unread')] } },
  quiet_yet_instructs_reader: { extraction: { ...quiet, concerns: ['instructs_reader'] } },
  quiet_yet_extractors_disagree: { extraction: { ...quiet, ...differing } },
  quiet_by_guess: { extraction: { ...quiet, kindConfidence: 0.5 } },
  quiet: { extraction: quiet },
  instructs_reader: { extraction: { concerns: ['instructs_reader'] } },
  hidden_text: { extraction: { concerns: ['hidden_text'] } },
  several_clients: { extraction: { concerns: ['several_clients'] } },
  several_claims: { extraction: { concerns: ['several_claims'] } },
  totals_contradict: { extraction: { concerns: ['totals_contradict'], claimAmount: null } },
  correction_leaves_total_open: { extraction: { concerns: ['correction_leaves_total_open'] } },
  foreign_currency: { extraction: { concerns: ['foreign_currency'] } },
  ambiguous_number: { extraction: { concerns: ['ambiguous_number'] } },
  total_only_in_history: { extraction: { concerns: ['total_only_in_history'] } },
  extractors_disagree: { extraction: differing },
  second_reading_missing: {
    extraction: {
      concerns: ['second_reading_missing'],
      secondReading: { extractor: {} as never, disagreements: [], missing: 'Nobody else has read it.' },
    },
  },
  conditional_claim: { extraction: { concerns: ['conditional_claim'] } },
  readers_differ: { extraction: { concerns: ['readers_differ'] } },
  too_likely_wrong: { extraction: { errorRate: 0.01 } },
  figure_held_back: says('Bitte legen Sie die 512,34 EUR nicht zugrunde.'),
  hypothetical_figure: says('Sonst wären 512,34 EUR zu zahlen.'),
  lowered_by_payment: {
    extraction: { amounts: [total(51234), { ...other(1234), role: 'payment' }, other(50000)] },
  },
  balance_at_assignment: {
    ...says('Saldo am Übertragungsstichtag 512,34 EUR'),
    extraction: { kind: 'assignment' },
  },
  slip_of_digits: { extraction: { amounts: [total(51234), other(51324)] } },
  hidden_figures: { mail: { hidden: [{ source: 'body', standing: 'current', text: '9.999,00' }] } },
  spoofed_display_name: { mail: { flags: ['spoofed_display_name'] } },
  sender_unauthenticated: { mail: { flags: ['sender_unauthenticated'] } },
  no_sender: { mail: { flags: ['no_sender'] } },
  mime_damaged: { mail: { flags: ['mime_damaged'] } },
  nul_bytes: { mail: { flags: ['nul_bytes'] } },
  parts_dropped: { mail: { flags: ['parts_dropped'] } },
  only_quoted_text: { mail: { flags: ['only_quoted_text'] } },
  bounce: { mail: { flags: ['bounce'] } },
  read_receipt: { mail: { flags: ['read_receipt'] } },
  unknown_flag: { mail: { flags: ['a_flag_of_tomorrow' as 'bounce'] } },
  unread_attachment: { mail: { attachments: [attachment('encrypted')] } },
  reference_of_other_client: {
    match: { conflicts: [{ code: 'reference_of_other_client', text: 'Whose?' }] },
  },
  several_clients_named: { match: { conflicts: [{ code: 'several_clients_named', text: 'Two.' }] } },
  name_differs: { match: { conflicts: [{ code: 'name_differs', text: 'Who?' }] } },
  creditor_differs: { match: { conflicts: [{ code: 'creditor_differs', text: 'From whom?' }] } },
  several_candidates: { match: { conflicts: [{ code: 'several_candidates', text: 'Which?' }] } },
  birth_date_differs: { signals: { ...SIGNALS, birth_date: 'conflict' } },
  no_inquiry: { match: { best: null, candidates: [] } },
  no_total: { extraction: { kind: 'info_request', claimAmount: null } },
  kind_by_guess: { extraction: { kindConfidence: 0.45 } },
  kind_and_total_differ: { extraction: { ...noClaim, amounts: [total(4000)] } },
  total_not_backed: { extraction: { amounts: [total(51234, false)] } },
  total_too_weak: { extraction: { claimAmount: field('512.34', 0.5) } },
  hardly_legible: scanned('Gesamtforderung 512,34 EUR', 0.8),
  illegible_figure: scanned('Gesamtforderung 512,34 EUR\nGesamtforderung 5I2,34 EUR', 0.95),
  not_in_euro: { extraction: { currency: field('CHF', 0.9) } },
  part_of_a_larger_sum: { extraction: { amounts: [total(51234), other(1000), other(52234)] } },
  another_total: says('Offen: 512,34 EUR\nGesamtrückstand: 1.621,84 EUR'),
  sum_of_settlement: {
    ...says('36 Raten, Summe 512,34 EUR'),
    extraction: { kind: 'settlement_accepted' },
  },
  several_columns: says('Gesamtbetrag\t512,34\t437,39'),
  figure_settled: says('Der Rückstand von 512,34 EUR wurde im Mai ausgeglichen.'),
  figure_conditional: says('Bleibt es bei der Schätzung, sind es 512,34 EUR.'),
  figure_outdated: says('Die 512,34 EUR aus der ersten Aufstellung sind überholt.'),
  figure_handed_over: says('Den Vorgang haben wir mit einem Stand von 512,34 EUR an die Kanzlei gegeben.'),
  claim_ended: says('Offen waren 512,34 EUR.\n\nWir fordern nichts.'),
  claim_lives_on: { ...says('Die Forderung wurde verkauft.'), extraction: noClaim },
  something_else_denied: {
    ...says('Ihr Mandant hat keine Ansprüche gegen uns.'),
    extraction: noClaim,
  },
  absurd_amount: { match: { believedCents: 4000 } },
  certain: {},
  certain_with_doubt: { extraction: { correction: true } },
  not_certain_enough: { signals: { client_name: 0.8, creditor: 'sender_address' } },
};

describe('the table of decision rules', () => {
  it.each(DECISION_RULES.map((rule) => [rule.name, rule] as const))(
    '%s takes its mail, and not a plain one',
    (name, rule) => {
      const change = TAKEN_BY[name];
      if (!change) throw new Error(`There is no example for the rule ${name}.`);
      const taken = new DecisionCase(...letter(change), 0.002);
      expect(DECISION_RULES.find(({ when }) => when(taken))?.name).toBe(name);
      expect(rule.reason(taken)).toMatch(/[.?]$/);
      expect(decide(change)).toMatchObject({ route: rule.route });
      const plain = new DecisionCase(...letter({}), 0.002);
      if (!name.startsWith('certain') && name !== 'not_certain_enough') expect(rule.when(plain)).toBe(false);
    },
  );

  it('writes what is certain silently', () => {
    expect(decide({})).toEqual({
      route: 'auto_update',
      inquiryId: 'INQ-1',
      claim: { cents: 51234, currency: 'EUR' },
      reasons: [expect.stringContaining('The total of 512.34 EUR is stated in body.')],
    });
  });

  it('names the inquiry for a review where it can be told, and none where nothing is to be done', () => {
    expect(decide({ extraction: { concerns: ['several_claims'] } })).toMatchObject({
      inquiryId: 'INQ-1',
      claim: null,
    });
    expect(decide({ extraction: quiet })).toMatchObject({ inquiryId: null, claim: null });
  });

  it('gives every cause of a review, the decisive one first', () => {
    const { reasons } = decide({
      extraction: { concerns: ['foreign_currency'], claimAmount: null },
      mail: { attachments: [attachment('broken')] },
    });
    expect(reasons).toEqual([
      'The claim is in a foreign currency.',
      'An attachment could not be read: a.pdf.',
      'No total can be read from the mail.',
    ]);
  });
});

describe('doubts', () => {
  const RAISED_BY: Readonly<Record<string, Change>> = {
    no_claim: { extraction: noClaim },
    not_a_plain_statement: { extraction: { kind: 'settlement_rejected' } },
    correction: { extraction: { correction: true } },
    no_reference: { signals: { client_name: 1, creditor: 'sender_domain' } },
    name_slip: { signals: { ...SIGNALS, client_name: 0.88 } },
    name_missing: { signals: { ...SIGNALS, client_name: 0.45 } },
    sender_unknown: { signals: { ...SIGNALS, creditor: 'name' }, match: { senderKnown: false } },
    creditor_unseen: { signals: { ...SIGNALS, creditor: undefined } },
    several_contracts: { match: { margin: 0.01 } },
    unusual_amount: { match: { believedCents: 8000 } },
    weak_amount: { extraction: { claimAmount: field('512.34', 0.7) } },
    scan: scanned('Gesamtforderung 512,34 EUR', 0.95),
    parts_do_not_add_up: { extraction: { concerns: ['parts_do_not_add_up'] } },
    currency_assumed: { extraction: { concerns: ['currency_missing'] } },
    flagged: { mail: { flags: ['hidden_text'] } },
  };

  it.each(DOUBTS.map((doubt) => [doubt.name, doubt] as const))(
    '%s lets the claim be written, with a word to staff',
    (name, doubt) => {
      const decision = decide(RAISED_BY[name] ?? {});
      expect(decision.route).toBe('update_and_notify');
      expect(decision.reasons).toContain(doubt.reason);
      expect(doubt.when(new DecisionCase(...letter({}), 0.002))).toBe(false);
    },
  );

  it('are not raised by flags that say nothing', () => {
    expect(decide({ mail: { flags: ['mailing_list', 'calendar'] } }).route).toBe('auto_update');
  });
});

describe('a figure in an image', () => {
  const line = 'Gesamtforderung 512,34 EUR';
  it.each<[string, Change, string]>([
    ['recognised with certainty', scanned(line, 0.95), 'update_and_notify'],
    ['doubtful in itself', scanned(line, 0.8), 'manual_review'],
    ['sure, on a page that is not', scanned(line, 0.95, 0.7), 'manual_review'],
    [
      'doubtful, yet the same twice',
      scanned(`${line}\nBitte zahlen Sie 512,34 EUR.`, 0.8),
      'update_and_notify',
    ],
    [
      'doubtful, yet the sum of its parts',
      { ...scanned(line, 0.3), extraction: { addsUp: true } },
      'update_and_notify',
    ],
    [
      'without cents, which may have gone unseen',
      {
        ...scanned('Gesamtforderung 51234 EUR', 0.95),
        extraction: { claimAmount: field('51234.00'), amounts: [total(5123400)] },
        match: { believedCents: 5100000 },
      },
      'manual_review',
    ],
    ['beside one that can hardly be read', scanned(`${line}`, 0.4), 'manual_review'],
    ['with a letter for a digit beside it', scanned(`${line}\nZinsen 1.O34,56 EUR`, 0.95), 'manual_review'],
  ])('%s', (_, change, route) => {
    expect(decide(change).route).toBe(route);
  });

  it('counts as text where it stands in text as well', () => {
    const { mail } = scanned(line, 0.3);
    const body = { source: 'body', standing: 'current' as const, text: line };
    const blocks = [body, ...(mail?.blocks ?? []).map((block) => ({ ...block, recognition: undefined }))];
    expect(decide({ mail: { blocks } }).route).toBe('auto_update');
  });
});

describe('a claim that is read less surely than the office asks', () => {
  it.each<[string, number | null]>([
    ['about what the client believes to owe', 51234],
    ['of a client of whom that is not known', null],
  ])('%s', (_, believedCents) => {
    const decision = decide({ extraction: { errorRate: 0.01, sureness: 0.85 }, match: { believedCents } });
    expect(decision.route).toBe('manual_review');
  });
});

describe('a claim without a currency', () => {
  it.each<[string, Change, string]>([
    ['that may be another than euro', { extraction: { currency: null } }, 'manual_review'],
    [
      'taken for euro, from where it is not',
      {
        extraction: { currency: field('EUR', 0.6) },
        mail: { from: { name: '', address: 'a@firma.ch', domain: 'firma.ch' } },
      },
      'manual_review',
    ],
    ['taken for euro', { extraction: { currency: field('EUR', 0.6) } }, 'auto_update'],
  ])('%s', (_, change, route) => expect(decide(change).route).toBe(route));
});

describe('a certain match', () => {
  const { office_reference, creditor_reference, client_name, creditor } = SIGNALS;
  it.each<[string, Signals, boolean, string]>([
    ['number and sender', { creditor_reference, creditor }, true, 'update_and_notify'],
    ['file number and sender', { office_reference, creditor }, true, 'update_and_notify'],
    ['name and sender', { client_name, creditor }, true, 'update_and_notify'],
    ['name with a slip and sender', { client_name: 0.88, creditor }, true, 'manual_review'],
    ['name and creditor by its name only', { client_name, creditor: 'name' }, true, 'manual_review'],
    ['number and name from a stranger', { creditor_reference, client_name }, false, 'manual_review'],
    [
      'both numbers and name from a stranger',
      { office_reference, creditor_reference, client_name },
      false,
      'update_and_notify',
    ],
    [
      'number, name and creditor from a stranger',
      { creditor_reference, client_name, creditor: 'name' },
      false,
      'update_and_notify',
    ],
    [
      'name and creditor without a number from a stranger',
      { client_name, creditor: 'name' },
      false,
      'manual_review',
    ],
    [
      'family name, street and sender',
      { client_name: 0.45, address: 'exact', creditor },
      true,
      'update_and_notify',
    ],
    ['family name and sender', { client_name: 0.45, creditor }, true, 'manual_review'],
    ['look-alike number and sender', { creditor_reference: 'lookalike', creditor }, true, 'manual_review'],
  ])('%s', (_, signals, senderKnown, route) => {
    expect(decide({ signals, match: { senderKnown } }).route).toBe(route);
  });
});
