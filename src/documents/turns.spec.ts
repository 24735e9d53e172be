import { Turns } from './turns';

describe('turns', () => {
  it('lets one in at a time, the urgent first', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const visit = async (name: string, isUrgent = false) => {
      const leave = await turns.take(isUrgent);
      log.push(`${name} in`);
      await Promise.resolve();
      log.push(`${name} out`);
      leave();
    };
    await Promise.all([visit('a'), visit('b'), visit('c', true)]);
    await visit('d');
    expect(log).toEqual(['a in', 'a out', 'c in', 'c out', 'b in', 'b out', 'd in', 'd out']);
  });
});
