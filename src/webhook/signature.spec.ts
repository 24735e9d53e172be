import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';

import { sign, signatureProblem } from './signature';

const OLD = `whsec_${Buffer.from('the old secret, 32 bytes or more').toString('base64')}`;
const NEW = `whsec_${Buffer.from('the new secret, 32 bytes or more').toString('base64')}`;
const NOW = new Date('2026-11-22T10:00:00.900Z');
const NOW_S = Math.floor(NOW.getTime() / 1000);
const BODY = Buffer.from('Gesamtforderung 1.234,56 €');

/** What `signatureProblem` says of a delivery that is right but for what is given. */
function problem(
  change: { timestamp?: string; signature?: string; body?: Buffer; id?: string },
  secrets = [NEW],
) {
  const signed = { id: 'msg_1', timestamp: change.timestamp ?? String(NOW_S) };
  const signature = change.signature ?? sign(signed, BODY, NEW);
  return signatureProblem(
    { ...signed, signature, id: change.id ?? 'msg_1' },
    change.body ?? BODY,
    secrets,
    NOW,
  );
}

describe('signatureProblem', () => {
  it('finds none in a delivery that was signed with the secret', () => {
    expect(problem({})).toBeNull();
  });

  it('takes the right one among several signatures, and passes over other versions', () => {
    const right = sign({ id: 'msg_1', timestamp: String(NOW_S) }, BODY, NEW);
    expect(problem({ signature: `v1a,abc v1,${'A'.repeat(43)}= ${right}` })).toBeNull();
    expect(problem({ signature: right.replace('v1,', 'v2,') })).toMatch(/does not match/);
  });

  it('takes each of several secrets while they are rotated', () => {
    const old = sign({ id: 'msg_1', timestamp: String(NOW_S) }, BODY, OLD);
    expect(problem({ signature: old }, [NEW, OLD])).toBeNull();
    expect(problem({ signature: old }, [NEW])).toMatch(/does not match/);
    expect(problem({}, [])).toMatch(/does not match/);
  });

  it('is bound to the body, the id and the time', () => {
    const elsewhen = sign({ id: 'msg_1', timestamp: String(NOW_S - 1) }, BODY, NEW);
    expect(problem({ body: Buffer.from(`${BODY.toString()} `) })).toMatch(/does not match/);
    expect(problem({ id: 'msg_2' })).toMatch(/does not match/);
    expect(problem({ signature: elsewhen })).toMatch(/does not match/);
  });

  it.each([
    [-300, null],
    [300, null],
    [-301, expect.stringContaining('300 s')],
    [301, expect.stringContaining('300 s')],
  ])('at %d s from our clock says %s', (offset, said) => {
    expect(problem({ timestamp: String(NOW_S + offset) })).toEqual(said);
  });

  it.each(['', 'now', '1e9', '-5', '12.5', ' 1763800000', '2026-11-22T10:00:00Z', '1'.repeat(13)])(
    'refuses the timestamp %j',
    (timestamp) => expect(problem({ timestamp })).toMatch(/must be a Unix time in seconds/),
  );

  it.each(['', 'v1', 'v1,', 'v1,ü', ' ', ',', 'v1,AAAA'])('refuses the signature %j', (signature) =>
    expect(problem({ signature })).toMatch(/does not match/),
  );

  it('agrees with the official library on texts', () => {
    const official = new Webhook(NEW);
    const now = Math.floor(Date.now() / 1000);
    const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);
    fc.assert(
      fc.property(
        ids,
        fc.string({ unit: 'binary' }),
        fc.integer({ min: -200, max: 200 }),
        (id, text, offset) => {
          const timestamp = String(now + offset);
          const body = Buffer.from(text);
          const theirs = official.sign(id, new Date((now + offset) * 1000), body);
          expect(sign({ id, timestamp }, body, NEW)).toBe(theirs);
          expect(signatureProblem({ id, timestamp, signature: theirs }, body, [NEW])).toBeNull();
          const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': theirs };
          expect(() => official.verify(body, headers, { jsonParse: false })).not.toThrow();
        },
      ),
      { numRuns: 40 },
    );
  });
});
