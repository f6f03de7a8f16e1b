// World files: ours are good, the published schema is the one in force, and a bad one gets one clear answer.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readOrder } from '../../scripts/simulate/order.ts';
import { type Order, parseWords } from '../../scripts/simulate/words.ts';
import { parseWorld, readWorld } from '../../scripts/simulate/world/read-world.ts';
import { worldJsonSchema } from '../../scripts/simulate/world/schema.ts';

const folder = 'scripts/simulate/worlds';
const files = readdirSync(folder);
const own = mkdtempSync(join(tmpdir(), 'orange-world-'));
afterAll(() => rmSync(own, { recursive: true, force: true }));

describe('our worlds', () => {
  it.each(files)('%s is one, under its own name', (file) => {
    const read = readWorld(join(folder, file));
    expect(read).toMatchObject({ ok: true, value: { name: file.replace('.json', '') } });
  });

  it('are all told of in the manual', () => {
    const manual = readFileSync('scripts/simulate/README.md', 'utf8');
    expect(files.filter((file) => !manual.includes(`\`${file.replace('.json', '')}\``))).toEqual([]);
  });
});

it('publishes the schema that is in force', () => {
  const published: unknown = JSON.parse(readFileSync('scripts/simulate/world.schema.json', 'utf8'));
  expect(published, 'npm run -s simulate -- --schema > scripts/simulate/world.schema.json').toEqual(
    JSON.parse(JSON.stringify(worldJsonSchema)),
  );
});

it('tells in the manual of every key of a world', () => {
  const manual = readFileSync('scripts/simulate/README.md', 'utf8');
  const keys = Object.keys(worldJsonSchema.properties ?? {});
  expect(keys.filter((key) => !manual.includes(`\`${key}\``))).toEqual([]);
});

describe('a bad world', () => {
  const world = (parts: object) => JSON.stringify({ name: 'bad', ...parts });
  it.each([
    ['no JSON', '{"name": ', /^w\.json is not JSON/],
    ['not an object', '[]', /^w\.json is a list/],
    ['without a name', '{}', /^w\.json\.name is missing/],
    ['an unknown key', world({ flet: {} }), /unknown key "flet"/],
    ['a share above one', world({ rates: { silence24h: 2 } }), /^w\.json\.rates\.silence24h is 2, above 1/],
    ['a fleet without end', world({ fleet: { devices: 1e12 } }), /^w\.json\.fleet\.devices is/],
    [
      'more devices in groups than there are',
      world({ fleet: { groups: [{ name: 'g', devices: 200_000 }] } }),
      /fleet\.groups hold 200000 devices/,
    ],
    ['a group of no size', world({ fleet: { groups: [{ name: 'g' }] } }), /groups\[0\] has no size/],
    [
      'a group of two sizes',
      world({ fleet: { groups: [{ name: 'g', share: 0.1, devices: 5 }] } }),
      /groups\[0\] has no size, or two/,
    ],
    [
      'a public of a stated size',
      world({ fleet: { groups: [{ name: 'public', devices: 5 }] } }),
      /gives the public a size/,
    ],
    [
      'two models of one name',
      world({
        models: [
          { name: 'm', share: 1 },
          { name: 'm', share: 1 },
        ],
      }),
      /models has two called m/,
    ],
    ['models of no share', world({ models: [{ name: 'm', share: 0 }] }), /models hold no device/],
    ['a fault of an unknown model', world({ builds: [{ name: 'b', models: ['zz'] }] }), /builds\[0\]\.models names zz/],
    ['a fault of an unknown group', world({ builds: [{ name: 'b', groups: ['zz'] }] }), /builds\[0\]\.groups names zz/],
    [
      'a fault of more models than there are',
      world({ builds: [{ name: 'b', models: 11 }] }),
      /builds\[0\]\.models is 11/,
    ],
    ['builds of no weight', world({ builds: [{ name: 'b', weight: 0 }] }), /builds have no weight/],
    ['an incident of an unknown model', world({ incidents: [{ models: ['zz'] }] }), /incidents\[0\]\.models names zz/],
    ['hours in the wrong order', world({ delays: { hours: [9, 3] } }), /delays\.hours runs from 9 to 3/],
    [
      'a plan that adds nobody',
      world({
        plan: [
          { name: 'x', permille: 10, bake: '1h' },
          { name: 'y', permille: 10, bake: '1h' },
        ],
      }),
      /plan\[1\]\.permille/,
    ],
    [
      'a plan with a strange cohort',
      world({ plan: [{ name: 'x', cohort: 'staff', permille: 10, bake: '1h' }] }),
      /plan\[0\]\.cohort is staff/,
    ],
  ])('%s is refused', (_, text, expected) => {
    const read = parseWorld(text, 'w.json');
    if (read.ok) throw new Error('it was taken');
    const [problem] = read.problems;
    const line = `${problem?.where} ${problem?.what}`;
    expect(line).toMatch(expected);
    expect(line).not.toMatch(/\n/);
    expect(problem?.fix).toMatch(/\.$/);
  });

  it('that is not there, is a folder or is too large is refused', () => {
    const large = join(own, 'large.json');
    writeFileSync(large, ' '.repeat(300_000));
    for (const [file, what] of [
      ['missing.json', /cannot be read: ENOENT/],
      [own, /cannot be read/],
      [large, /larger than 256 KiB/],
    ] as const) {
      expect(readWorld(file)).toMatchObject({
        ok: false,
        problems: [{ where: file, what: expect.stringMatching(what) }],
      });
    }
  });

  it('without the cohort of the plan is refused', () => {
    const file = join(own, 'none.json');
    writeFileSync(file, world({ fleet: { groups: [] } }));
    const order = parseWords(['--world', file]) as Order;
    expect(readOrder(order)).toMatchObject({ ok: false, problems: [{ what: 'has no group of the cohort testers' }] });
  });
});

describe('words', () => {
  it.each([
    [['--builds', '0'], /--builds takes a whole number from 1/],
    [['--builds', '1e3'], /--builds takes/],
    [['--seed', '-1'], /--seed/],
    [['--policy', 'hope'], /--policy takes gate, aws/],
    [['--wrld', 'a'], /wrld/],
    [['stray'], /stray/],
  ])('%j is a mistake', (words, expected) => {
    expect(parseWords(words)).toMatchObject({ kind: 'mistake', message: expect.stringMatching(expected) });
  });

  it('ask for the gate alone where lines are printed, and for all else', () => {
    expect(parseWords(['--json'])).toMatchObject({ policies: ['gate'], builds: 1_000, seed: 1, worlds: ['a', 'b'] });
    expect(parseWords([])).toMatchObject({ policies: expect.arrayContaining(['gate', 'aws', 'naive-z']) });
  });
});
