// A plan file is explained: each error at its own line and column, with what to write instead, and nothing crashes the reader.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanStage } from '../../../src/domain/rollout/plan.ts';
import { type PlanFileAnswer, parsePlanFile } from '../../../src/wire/plan/plan-file.ts';

const example = readFileSync(new URL('../../../examples/plan.yaml', import.meta.url), 'utf8');

// Line numbers are seen at a glance: the text starts on line 1.
const good = `plan: friday
product: nova
channel: stable
fallback: 1.3.0
stages:
  - name: testers
    cohort: testers
    permille: 1000
    bake: 30m
  - name: all
    permille: 1000
    bake: 7d
    promote: approval
    evidence: safety
    minDevices: 200
    gates:
      crash-rate: { tolerance: 1.5 }
      silence: { limit: 1%, tolerance: 0.25% }
`;

/** The last stage of the good plan, with more lines. */
function readStage(more: string): PlanStage {
  const answer = parsePlanFile(good + more);
  const stage = answer.ok ? answer.value.plan.stages.at(-1) : undefined;
  if (stage === undefined) throw new Error(told(answer).join('; '));
  return stage;
}

function edited(from: string, to: string): string {
  expect(good).toContain(from);
  return good.replace(from, to);
}
const told = (answer: PlanFileAnswer): string[] =>
  answer.ok ? [] : answer.problems.map(({ where, what, fix }) => `${where} ${what} | ${fix}`);

describe('a good plan', () => {
  test('is read, with defaults and durations', () => {
    expect(parsePlanFile(good)).toEqual({
      ok: true,
      value: {
        warnings: [],
        plan: {
          plan: 'friday',
          product: 'nova',
          channel: 'stable',
          fallback: '1.3.0',
          stages: [
            {
              name: 'testers',
              cohort: 'testers',
              permille: 1000,
              bakeS: 1800,
              promote: 'auto',
              evidence: 'safety',
              gates: [
                { signal: 'crash-rate' },
                { signal: 'failed-installs' },
                { signal: 'silence' },
                { signal: 'boot' },
              ],
            },
            {
              name: 'all',
              cohort: 'everyone',
              permille: 1000,
              bakeS: 604_800,
              promote: 'approval',
              evidence: 'safety',
              minDevices: 200,
              gates: [
                { signal: 'crash-rate', tolerance: 1.5 },
                { signal: 'failed-installs' },
                { signal: 'silence', limit: 0.01, tolerance: 0.0025 },
                { signal: 'boot' },
              ],
            },
          ],
        },
      },
    });
  });

  test('tunes a signal without leaving out another', () => {
    const stage = readStage('    without: [boot, battery-drain]\n    metrics:\n      boot-time: { tolerance: 20% }\n');
    expect(stage.gates.map(({ signal }) => signal)).toEqual(['crash-rate', 'failed-installs', 'silence']);
    expect(stage.metrics).toEqual([{ metric: 'boot-time', tolerance: 0.2 }, { metric: 'free-storage' }]);
  });

  test('hears what its stages are not judged by', () => {
    const answer = parsePlanFile(`${good}    without: [failed-installs, boot, free-storage]\n`);
    expect(answer.ok && answer.value.warnings).toEqual([
      {
        where: 'plan.yaml:19:14',
        line: 19,
        column: 14,
        what: 'all is not judged by failed-installs, boot',
        fix: 'Remove it from `without`, unless the devices cannot tell.',
      },
    ]);
  });

  test('the example in the repository is one', () => {
    expect(parsePlanFile(example)).toMatchObject({ ok: true, value: { warnings: [], plan: { plan: 'friday' } } });
  });

  test('may have Windows line ends, a byte order mark, or be JSON', () => {
    const crlf = parsePlanFile(good.replaceAll('\n', '\r\n'));
    expect(crlf).toEqual(parsePlanFile(good));
    expect(parsePlanFile(`\ufeff${good}`)).toEqual(crlf);
    const json = { plan: 'a', product: 'b', channel: 'c', stages: [{ name: 'd', permille: 1000, bake: '0s' }] };
    expect(parsePlanFile(JSON.stringify(json)).ok).toBe(true);
  });

  test('may earn warnings, which have a place too', () => {
    const answer = parsePlanFile(
      edited('    permille: 1000\n    bake: 7d', '    permille: 900\n    bake: 7d'),
      'p.yml',
    );
    expect(answer.ok && answer.value.warnings).toEqual([
      {
        where: 'p.yml:10:5',
        line: 10,
        column: 5,
        what: 'no stage reaches all devices: all ends at 900 permille of everyone',
        fix: 'Add a stage with permille 1000 and no cohort, unless most devices are never to get the build.',
      },
    ]);
  });
});

describe('each error has its place and a way out', () => {
  test.each<[string, string, string[]]>([
    ['plan: friday\n', '', ['1:1 plan is missing | Add it, as a text. The name of this plan. Example: plan: friday']],
    [
      'plan: friday',
      'plan: Friday!',
      [
        '1:7 plan is "Friday!" | It must be 1 to 40 of a-z, 0-9 and "-", starting with a letter or digit. The name of this plan. Example: plan: friday',
      ],
    ],
    [
      'product: nova',
      'produkt: nova',
      [
        '1:1 product is missing | Add it, as a text. The line of devices. Example: product: nova',
        '2:1 the plan has the unknown key "produkt" | Did you mean product?',
      ],
    ],
    [
      'channel: stable',
      'channel: stable\nowner: me',
      [
        '4:1 the plan has the unknown key "owner" | Use one of plan, product, channel, fallback, watch, alpha, beta, mayOverride, stages.',
      ],
    ],
    [
      'fallback: 1.3.0',
      'fallback: 1.3',
      [
        '4:11 fallback is the number 1.3 | Write a text. The build to go back to: `previous`, a version such as 1.3.0, or `none`. Example: fallback: previous',
      ],
    ],
    [
      'fallback: 1.3.0',
      'fallback: v1.3.0',
      [
        '4:11 fallback is "v1.3.0" | It must be previous, none or a version. The build to go back to: `previous`, a version such as 1.3.0, or `none`. Example: fallback: previous',
      ],
    ],
    [
      'bake: 30m',
      'bake: 30',
      [
        '9:11 stages[0].bake is a number | Write a text. How long the stage lasts at least: a whole number and s, m, h or d, up to 90d. Example: bake: 30m',
      ],
    ],
    [
      'bake: 30m',
      'bake: 1.5h',
      [
        '9:11 stages[0].bake is "1.5h" | It must be a whole number and s, m, h or d. How long the stage lasts at least: a whole number and s, m, h or d, up to 90d. Example: bake: 30m',
      ],
    ],
    ['bake: 7d', 'bake: 91d', ['12:11 stages[1].bake is 91 days | Keep it to 90d, the life of a signed ceiling.']],
    [
      '    bake: 7d\n',
      '',
      [
        '10:5 stages[1].bake is missing | Add it, as a text. How long the stage lasts at least: a whole number and s, m, h or d, up to 90d. Example: bake: 30m',
      ],
    ],
    [
      '  - name: all\n    permille: 1000',
      '  - name: all\n    permille: 1001',
      [
        '11:15 stages[1].permille is 1001, above 1000 | Keep it at 1000 or less. How many in a thousand devices of the cohort are in; 10 is one percent. Example: permille: 10',
      ],
    ],
    [
      '    permille: 1000\n    bake: 30m',
      '    permille: 0\n    bake: 30m',
      [
        '8:15 stages[0].permille is 0, below 1 | Keep it at 1 or more. How many in a thousand devices of the cohort are in; 10 is one percent. Example: permille: 10',
      ],
    ],
    [
      '    permille: 1000\n    bake: 30m',
      '    permille: 10%\n    bake: 30m',
      [
        '8:15 stages[0].permille is a text | Write a number. How many in a thousand devices of the cohort are in; 10 is one percent. Example: permille: 10',
      ],
    ],
    [
      '    cohort: testers\n',
      '',
      [
        '10:15 all adds nobody: testers already reached 1000 permille of everyone | Move it before testers or remove it.',
      ],
    ],
    ['  - name: all', '  - name: testers', ['10:11 stage 1 is called testers too | Give each stage its own name.']],
    [
      'promote: approval',
      'promote: manual',
      [
        '13:14 stages[1].promote is "manual" | Write "auto" or "approval". Whether the gate moves on by itself, or a person has to. Example: promote: auto',
      ],
    ],
    [
      'evidence: safety',
      'evidence: yes',
      [
        '14:15 stages[1].evidence is "yes" | Write "no-harm" or "safety". Move on only when the build is shown to be safe, or when nothing speaks against it. Example: evidence: no-harm',
      ],
    ],
    [
      'crash-rate:',
      'crashes:',
      ['17:7 stages[1].gates has the unknown key "crashes" | Use one of crash-rate, failed-installs, silence, boot.'],
    ],
    ['silence:', 'silense:', ['18:7 stages[1].gates has the unknown key "silense" | Did you mean silence?']],
    [
      'tolerance: 1.5',
      'tolerance: 1.1',
      ['17:32 stages[1].gates.crash-rate.tolerance is 1.1 | Give more than 1.1, at most 10.'],
    ],
    [
      'limit: 1%',
      'limit: 1',
      [
        '18:25 stages[1].gates.silence.limit is a number | Write a text. Share of devices not heard of again by their deadline on a healthy build. Example: limit: 2%',
      ],
    ],
    ['limit: 1%', 'limit: 51%', ['18:25 stages[1].gates.silence.limit is 51% | Give more than 0%, at most 50%.']],
    [
      '{ tolerance: 1.5 }',
      '{ tolerance: 1.5, limit: 1% }',
      ['17:37 stages[1].gates.crash-rate has the unknown key "limit" | Use one of tolerance.'],
    ],
    [
      'minDevices: 200',
      'without: [silence, boot, boot]',
      [
        '15:15 stages[1].without[0] is "silence" | It is tuned in this stage too: keep one of the two. A signal or a measurement.',
        '15:30 stages[1].without[2] is "boot" | It stands here twice: keep one of the two. A signal or a measurement.',
      ],
    ],
  ])('%j -> %j', (from, to, problems) => {
    expect(told(parsePlanFile(edited(from, to)))).toEqual(problems.map((problem) => `plan.yaml:${problem}`));
  });

  test('all of them at once, in the order of the file', () => {
    const text = edited('plan: friday', 'plan: F')
      .replace('bake: 30m', 'bake: soon')
      .replace('minDevices: 200', 'minDevices: few');
    expect(told(parsePlanFile(text)).map((line) => line.split(' ')[0])).toEqual([
      'plan.yaml:1:7',
      'plan.yaml:9:11',
      'plan.yaml:15:17',
    ]);
  });
});

describe('YAML that is none, or more than a plan needs', () => {
  test.each<[string, string, string]>([
    [
      'product: nova',
      'product: nova\nproduct: luna',
      '3:1 is not YAML: map keys must be unique | Remove one of the two.',
    ],
    [
      '    permille: 1000\n    bake: 7d',
      '\tpermille: 1000\n    bake: 7d',
      '11:1 is not YAML: tabs are not allowed as indentation | Indent by spaces; YAML allows no tabs.',
    ],
    [
      'product: nova',
      'product nova',
      '2:1 is not YAML: implicit keys need to be on a single line | Add the colon after the key.',
    ],
    [
      'channel: stable',
      'channel: beta: stable',
      '3:10 is not YAML: nested mappings are not allowed in compact mappings | Put what follows the first colon on a line of its own, or quote the text.',
    ],
    ['channel: stable', 'channel: &c stable', '3:13 uses an anchor or alias | Write the value out where it is used.'],
    [
      'channel: stable',
      'channel: !channel stable',
      '3:10 is not YAML: unresolved tag: !channel | Remove the tag (the word after "!"); a plan needs none.',
    ],
    [
      'channel: stable',
      '? [channel]\n: stable',
      '3:3 is not YAML: with stringKeys, all keys must be strings | Quote the key, or write a name.',
    ],
    ['channel: stable', '---\nchannel: stable', '3:1 a second document begins | Keep one plan per file.'],
  ])('%j -> %j', (from, to, problem) => {
    expect(told(parsePlanFile(edited(from, to)))[0]).toBe(`plan.yaml:${problem}`);
  });

  test.each([
    ['', 'the file is empty'],
    ['# nothing yet\n', 'the file is empty'],
    ['- a', 'the plan is a list'],
    ['hello', 'the plan is a text'],
    ['7', 'the plan is a number'],
  ])('%j', (text, what) => {
    expect(parsePlanFile(text)).toMatchObject({ ok: false, problems: [{ line: 1, column: 1, what }] });
  });

  test('__proto__ is a key like any other', () => {
    expect(told(parsePlanFile(`__proto__: { plan: x }\n${good}`))[0]).toMatch(
      /^plan\.yaml:1:1 the plan has the unknown key "__proto__"/,
    );
  });

  test('a bomb of aliases is refused before it is unfolded', () => {
    const bomb = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`),
    ].join('\n');
    expect(told(parsePlanFile(bomb))[0]).toBe(
      'plan.yaml:1:9 uses an anchor or alias | Write the value out where it is used.',
    );
  });

  test.each([
    ['[', 20_000],
    ['- ', 30_000],
    ['? ', 10_000],
    ['{a: ', 5_000],
    ['[ # ]\n', 5_000],
    ['- ? : ', 5_000],
  ])('%j many times over is refused before anything recursive reads it', (piece, times) => {
    expect(parsePlanFile(piece.repeat(times))).toMatchObject({
      ok: false,
      problems: [{ what: 'is nested deeper than 30 levels' }],
    });
  });

  test.each([
    ['a: ', 5_000],
    ['}', 5_000],
    ['---\n', 15_000],
    ['"', 5_000],
    ['&a ', 5_000],
  ])('%j many times over is refused with one problem', (piece, times) => {
    const answer = parsePlanFile(piece.repeat(times));
    expect(answer.ok ? 0 : answer.problems.length).toBe(1);
  });

  test('64 KiB are read, a byte more is not', () => {
    const filler = '#'.repeat(65_536 - good.length);
    expect(parsePlanFile(good + filler).ok).toBe(true);
    expect(parsePlanFile(`${good}${filler}#`)).toMatchObject({
      ok: false,
      problems: [{ what: 'the file has 65537 bytes' }],
    });
  });

  test('mutated plans are read or refused with a place inside the file, never thrown', () => {
    const piece = fc.constantFrom(
      ':',
      ' ',
      '\n',
      '\t',
      '-',
      '{',
      '}',
      '[',
      '"',
      '#',
      '&',
      '*',
      '!',
      '|',
      '%',
      '0',
      'x',
      '\u0000',
      '\u00e9',
    );
    const edit = fc.tuple(fc.nat(good.length), fc.nat(12), fc.array(piece, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = good;
        for (const [at, cut, pieces] of edits) text = text.slice(0, at) + pieces.join('') + text.slice(at + cut);
        const answer = parsePlanFile(text);
        if (answer.ok) return;
        const lines = text.split('\n').length;
        for (const { line, column, what, fix } of answer.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines + 1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(what.length * fix.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
