// What a problem repeats of the input is spelled so that a line stays a line, wherever it is shown.
import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseWith } from '../../../src/wire/zod-problems.ts';

const name = z.strictObject({ name: z.string().regex(/^[a-z]+$/, 'must be letters') });

it.each([
  ['a mark of direction', '\u202egnp', '"\\u{202e}gnp"'],
  ['a control that steers terminals', '\u009b31m', '"\\u{9b}31m"'],
  ['an escape', '\u001b[2J', '"\\u001b[2J"'],
  ['a tag that nobody sees', 'a\u{e0041}', '"a\\u{e0041}"'],
  ['words', 'gnp é 版', '"gnp é 版"'],
])('%s', (_, value, shown) => {
  const parsed = parseWith(name, { name: value }, 'body');
  expect(parsed).toMatchObject({ ok: false, problems: [{ where: 'body.name', what: `is ${shown}` }] });
  const key = parseWith(name, { name: 'a', [value]: 1 }, 'body');
  expect(key).toMatchObject({ ok: false, problems: [{ what: `has the unknown key ${shown}` }] });
});
