// `orange audit verify`: finds edits, deletions, a cut end and a chain written anew.
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChainedEntry, nextEntry } from '../../src/domain/audit/chain.ts';
import { jsonOf } from '../harness/cli.ts';
import { type Story, tellStory } from '../harness/cli-story.ts';
import { openServedApp, type ServedApp } from '../harness/served-app.ts';
import { newPerson } from '../harness/trust-story.ts';

let service: ServedApp;
let story: Story;
beforeAll(async () => {
  service = await openServedApp();
  story = await tellStory(service);
});
afterEach(() => {
  service.state.meddle = () => undefined;
});
afterAll(() => service.close());

const entryOf = (at: number, actor = 'ada') => ({
  atMs: at,
  actor,
  action: 'build sealed',
  subject: `nova-${at}`,
  details: '{}',
});

function chain(length: number, actor?: string): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (let at = 1; at <= length; at += 1) entries.push(nextEntry(entries.at(-1) ?? null, entryOf(at, actor)));
  return entries;
}

/** A service without keys: it signs no checkpoints. */
const off = { type: '/problems/repository-off', title: 'Off', status: 409, detail: 'No keys.', requestId: 'r' };

/** The service shows these entries, in pages of 200. */
function show(entries: readonly ChainedEntry[]): void {
  service.state.meddle = ({ path }) => {
    if (!path.startsWith('/v1/audit')) return undefined;
    if (path.startsWith('/v1/audit/checkpoint')) return Response.json(off, { status: 409 });
    const after = Number(new URL(path, 'http://x').searchParams.get('after') ?? 0);
    const from = entries.findIndex(({ seq }) => seq > after);
    const items = from === -1 ? [] : entries.slice(from, from + 200);
    const last = items.at(-1);
    return Response.json({ items, next: last === undefined || last === entries.at(-1) ? null : String(last.seq) });
  };
}

const verify = (...more: string[]) => story.run(['audit', 'verify', '--json', ...more]);

it('holds over the real chain, and again when it has grown', async () => {
  const first = jsonOf(await verify()) as unknown as { entries: number; head: { seq: number } };
  expect(first).toMatchObject({ isWhole: true, seenBefore: null, fault: null });
  expect(first.head.seq).toBe(first.entries);
  await story.done('model', 'add', 'n7');
  const second = jsonOf(await verify());
  expect(second).toMatchObject({ isWhole: true, entries: first.entries + 1, seenBefore: { seq: first.entries } });
  expect((await story.run(['audit', 'verify'])).stdout).toContain(
    `The audit is whole: ${first.entries + 1} entries, entry`,
  );
});

describe('a chain that was tampered with', () => {
  const whole = chain(450);
  const edited = whole.map((entry) => (entry.seq === 300 ? { ...entry, actor: 'eve' } : entry));
  const without = whole.filter(({ seq }) => seq !== 300);
  const renumbered = without.map((entry, at) => ({ ...entry, seq: at + 1 }));

  it.each([
    ['an edit', edited, { seq: 300, fault: 'edited' }],
    ['a deletion', without, { seq: 300, fault: 'missing-or-reordered' }],
    ['a deletion with new numbers', renumbered, { seq: 300, fault: 'forked' }],
    ['a swap', whole.toSpliced(10, 2, ...whole.slice(10, 12).reverse()), { seq: 11, fault: 'missing-or-reordered' }],
    ['a beginning that was cut', whole.slice(1), { seq: 1, fault: 'missing-or-reordered' }],
  ])('shows %s', async (_what, entries, fault) => {
    const fresh = await tellStory(service, 'nova');
    show(entries);
    const run = await fresh.run(['audit', 'verify', '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { isWhole: false, fault }]);
    expect((await fresh.run(['audit', 'verify'])).stdout).toContain('The audit does not hold: entry');
  });

  it('shows a cut end and a chain written anew, against what was seen before', async () => {
    const fresh = await tellStory(service, 'luna');
    const again = () => fresh.run(['audit', 'verify', '--json']);
    show(whole);
    expect(jsonOf(await again())).toMatchObject({ isWhole: true, entries: 450 });
    show(chain(449));
    expect(jsonOf(await again())).toMatchObject({ isWhole: false, fault: { seq: 450, fault: 'cut-short' } });
    show(chain(460, 'eve'));
    expect(jsonOf(await again())).toMatchObject({ isWhole: false, fault: { seq: 450, fault: 'written-anew' } });
    show([]);
    expect(jsonOf(await again())).toMatchObject({ isWhole: false, fault: { seq: 1, fault: 'cut-short' } });
    show(chain(460));
    expect(jsonOf(await again())).toMatchObject({ isWhole: true, entries: 460 });
  });

  it('is held against an entry that was kept elsewhere', async () => {
    show(whole);
    const entry = whole[99];
    expect(jsonOf(await verify('--expect', `100:${entry?.hash}`))).toMatchObject({
      isWhole: true,
      seenBefore: { seq: 100 },
    });
    expect(jsonOf(await verify('--expect', `100:${'a'.repeat(128)}`))).toMatchObject({
      fault: { seq: 100, fault: 'written-anew' },
    });
    expect((await verify('--expect', '100')).code).toBe(1);
  });
});

describe('a signed checkpoint', () => {
  it('is printed for a colleague, and holds against the chain that they are shown', async () => {
    const person = await newPerson(service, 'carla');
    await person.begin('vega');
    const mine = await person.done('audit', 'checkpoint');
    writeFileSync(person.inside('mine.json'), mine.stdout);
    expect(
      jsonOf(await person.run(['audit', 'verify', '--expect', person.inside('mine.json'), '--json'])),
    ).toMatchObject({ isWhole: true, signed: { seq: expect.any(Number) } });
    // Another history of the same service: what it signed before is not in it.
    const { signed } = JSON.parse(mine.stdout) as { signed: { seq: number } };
    const length = signed.seq + 5;
    show(chain(length, 'eve'));
    const forked = await person.run(['audit', 'verify', '--expect', person.inside('mine.json'), '--json']);
    expect([forked.code, jsonOf(forked)]).toMatchObject([
      1,
      { isWhole: false, fault: { seq: signed.seq, fault: 'written-anew' } },
    ]);
  });

  it('is not believed when somebody else signed it, or changed it', async () => {
    const person = await newPerson(service, 'dora');
    await person.run(['trust', 'status']);
    const mine = JSON.parse((await person.done('audit', 'checkpoint')).stdout) as { signed: { seq: number } };
    const forged = { ...mine, signed: { ...mine.signed, seq: mine.signed.seq + 1 } };
    writeFileSync(person.inside('forged.json'), JSON.stringify(forged));
    const run = await person.run(['audit', 'verify', '--expect', person.inside('forged.json'), '--json']);
    expect([run.code, jsonOf(run)]).toMatchObject([1, { error: { code: 'checkpoint-not-signed' } }]);
  });
});
