import { errorFields } from './error-fields';

const MARK = /Schäfer|1\.234/;

/** A failure as it comes from a driver, wrapped twice. */
function wrapped(): Error {
  const socket = Object.assign(new Error('connect to Schäfer'), { code: 'ECONNREFUSED' });
  const vendor = Object.assign(new RangeError('row of Schäfer\n1.234,56', { cause: socket }), { code: 42 });
  return Object.assign(new Error('Schäfer', { cause: vendor }), {
    name: 'TransientFailure',
    code: 'mail_unsent',
  });
}

describe('errorFields', () => {
  it('tells class, code and frames of an error and of each cause', () => {
    const frames = expect.stringMatching(/^ {4}at \S.*:\d+:\d+\)?(\n {4}at .*)*$/);
    expect(errorFields(wrapped())).toEqual({
      type: 'TransientFailure',
      code: 'mail_unsent',
      stack: frames,
      cause: {
        type: 'RangeError',
        code: 42,
        stack: frames,
        cause: { type: 'Error', code: 'ECONNREFUSED', stack: frames },
      },
    });
  });

  it('keeps the frames of asynchronous code', async () => {
    const fail = async () => {
      await Promise.resolve();
      throw new Error('x');
    };
    const error: unknown = await Promise.all([fail()]).catch((thrown: unknown) => thrown);
    expect(errorFields(error).stack).toMatch(/at async Promise\.all \(index 0\)/);
  });

  it.each<[string, unknown]>([
    [
      'a message of lines that look like frames',
      new Error('x\n    at Ralf Schäfer (1.234,56)\n    at Schäfer'),
    ],
    ['a message of the very form of a frame', new Error('x\n    at Schäfer (/home/1.234:1:2)\nx')],
    ['a message that ends so', new Error('x\n    at Schäfer (/home/1.234:1:2)')],
    ['a code', Object.assign(new Error('x'), { code: 'Ralf Schäfer' })],
    ['a name', Object.assign(new Error('x'), { name: 'Ralf Schäfer' })],
    ['fields of a driver', Object.assign(new Error('x'), { detail: 'Schäfer', parameters: ['1.234,56'] })],
    ['several errors', new AggregateError([new Error('Schäfer')], '1.234,56')],
    ['what is no error', 'Schäfer owes 1.234,56'],
    ['an object', { message: 'Schäfer', stack: 'Schäfer 1.234,56' }],
  ])('tells nothing of a mail: %s', (_what, error) => {
    expect(JSON.stringify(errorFields(error))).not.toMatch(MARK);
  });

  it('ends where causes go round', () => {
    const error = new Error('x');
    error.cause = error;
    expect(JSON.stringify(errorFields(error)).match(/"type"/g)).toHaveLength(6);
  });
});
