import { MailDatabase } from '../harness/mail-database';

describe('Statements', () => {
  let database: MailDatabase;

  beforeAll(async () => {
    database = await MailDatabase.open();
  }, 60_000);
  afterAll(() => database.close());

  it('outlive a connection that breaks off in the middle of a transaction', async () => {
    const cut = database.statements.transaction(async (transaction) => {
      const [{ pid }] = await transaction.run<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const ended = database.statements.run('SELECT pg_terminate_backend($1)', [pid]);
      await ended;
      await transaction.run('SELECT pg_sleep(1)');
    });
    await expect(cut).rejects.toThrow(/terminat|connection error/i);
    expect(await database.statements.run('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('commit what a transaction did, or nothing of it', async () => {
    const { statements } = database;
    const enter = (key: string, fails: boolean) =>
      statements.transaction(async (transaction) => {
        await transaction.run('INSERT INTO client_names (client_search) VALUES ($1)', [key]);
        if (fails) throw new Error('on second thoughts');
      });
    await enter('kept', false);
    await expect(enter('lost', true)).rejects.toThrow('second thoughts');
    expect(await statements.run('SELECT client_search FROM client_names')).toEqual([
      { client_search: 'kept' },
    ]);
  });
});
