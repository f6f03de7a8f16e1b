// What comes at the same time is written together, and nobody waits for or fails with somebody else's.
import { describe, expect, it } from 'vitest';
import { groupCommit, type Written } from '../../../src/adapters/postgres/reports/group-commit.ts';

type Item = { readonly name: string; readonly sender: string | null; readonly bytes?: number };

const grouping = {
  nameOf: ({ name }: Item) => name,
  senderOf: ({ sender }: Item) => sender,
  bytesOf: ({ bytes = 1 }: Item) => bytes,
};

/** Groups stay under way until they are let go, the oldest first. */
function openWriter() {
  const groups: string[][] = [];
  const ends: (() => void)[] = [];
  const write = groupCommit<Item, string>(grouping, async (items) => {
    groups.push(items.map(({ name }) => name));
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map(({ name }): Written<string> => {
      return name.startsWith('bad') ? { ok: false, error: new Error(name) } : { ok: true, value: name };
    });
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { groups, write, turn, letGo: () => ends.shift()?.() };
}

const items = (count: number, of: Partial<Item> = {}): Item[] =>
  Array.from({ length: count }, (_, at) => ({ name: `${of.sender ?? 'n'}${at}`, sender: null, ...of }));

describe('groupCommit', () => {
  it('writes at once what comes alone, and together what comes meanwhile', async () => {
    const { groups, write, turn, letGo } = openWriter();
    const first = write({ name: 'a', sender: null });
    await turn();
    const others = ['b', 'c'].map((name) => write({ name, sender: null }));
    await turn();
    expect(groups).toEqual([['a']]);
    letGo();
    expect(await first).toBe('a');
    await turn();
    expect(groups).toEqual([['a'], ['b', 'c']]);
    letGo();
    expect(await Promise.all(others)).toEqual(['b', 'c']);
  });

  it('never has two of one name under way, and all of one sender in one group', async () => {
    const { groups, write, turn, letGo } = openWriter();
    const done = [...items(2, { sender: 's' }), { name: 's0', sender: 's' }].map(write);
    await turn();
    done.push(...items(3, { sender: 't' }).map(write), write({ name: 's2', sender: 's' }), ...items(5).map(write));
    await turn();
    expect(groups).toEqual([
      ['s0', 's1'],
      ['t0', 't1', 't2', 'n0', 'n1', 'n2', 'n3', 'n4'],
    ]);
    letGo();
    await turn();
    letGo();
    await turn();
    expect(groups[2]).toEqual(['s0', 's2']);
    letGo();
    expect(await Promise.all(done)).toHaveLength(12);
  });

  it('writes enough for a statement while the rest of the same turn is still read', async () => {
    const { groups, write, turn, letGo } = openWriter();
    const done = items(10).map(write);
    expect(groups).toHaveLength(1);
    done.push(...items(9, { sender: 's' }).map(write));
    expect(groups.map(({ length }) => length)).toEqual([10]);
    letGo();
    await turn();
    expect(groups.map(({ length }) => length)).toEqual([10, 9]);
    letGo();
    expect(await Promise.all(done)).toHaveLength(19);
  });

  it('bounds a group in rows and bytes, but takes what is larger alone', async () => {
    const { groups, write, turn, letGo } = openWriter();
    const large = { name: 'large', sender: null, bytes: 9e6 };
    const done = [...items(10), ...items(10, { sender: 's' })].map(write);
    done.push(...[...items(150).slice(10), large, { name: 'last', sender: null }].map(write));
    for (let group = 0; group < 6; group += 1) {
      await turn();
      letGo();
    }
    await Promise.all(done);
    expect(groups.map(({ length }) => length)).toEqual([10, 10, 100, 41, 1]);
    expect(groups[3]?.at(-1)).toBe('last');
    expect(groups[4]).toEqual(['large']);
  });

  it('tells each what became of its own', async () => {
    const { write, turn, letGo } = openWriter();
    const done = ['good', 'bad'].map((name) => write({ name, sender: null }));
    await turn();
    letGo();
    const told = await Promise.allSettled(done);
    expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });

  it('goes on when a whole group fails', async () => {
    let tries = 0;
    const write = groupCommit<Item, string>(grouping, async (group) => {
      tries += 1;
      if (tries === 1) throw new Error('no database');
      return group.map(({ name }) => ({ ok: true, value: name }));
    });
    await expect(write({ name: 'a', sender: 's' })).rejects.toThrow('no database');
    expect(await write({ name: 'a', sender: 's' })).toBe('a');
  });
});
