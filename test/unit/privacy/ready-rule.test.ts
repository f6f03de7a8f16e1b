// What is left unlooked at by a rule is nothing that the rule would have changed.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountRules } from '../../../src/domain/privacy/account-rules.ts';
import { numberRules } from '../../../src/domain/privacy/number-rules.ts';
import { phoneLogRules } from '../../../src/domain/privacy/phone-log-rules.ts';
import { listAsked, lookAt, mayMatch, readyRules } from '../../../src/domain/privacy/ready-rule.ts';
import type { Rule } from '../../../src/domain/privacy/rule.ts';
import { numberSpellings, positionSpellings } from '../../../src/domain/privacy/spelling-rules.ts';
import { escapedSeeds } from './escaped-seeds.ts';
import { rareSeeds, seeds } from './seeds.ts';

const byDigits = [...numberRules, ...numberSpellings, ...positionSpellings, ...phoneLogRules, ...accountRules].filter(
  ({ digits }) => digits !== undefined,
);

function changes({ kind, pattern, replace }: Rule, text: string): boolean {
  const changed = text.replace(pattern, (match: string, ...rest: unknown[]) => {
    const groups = rest.slice(0, -2).map((group) => (typeof group === 'string' ? group : undefined));
    return replace === undefined ? `<${kind}>` : replace(match, groups);
  });
  return changed !== text;
}

/** Which of the rules change a text, though fewer digits stand in it than they say they need. */
const missed = (text: string): Rule[] =>
  byDigits.filter((rule) => changes(rule, text) && lookAt(text).digits < (rule.digits ?? 0));

describe('digits of a number', () => {
  it.each([
    ['', 0],
    ['call +49 (171) 234-5678 or 12', 12],
    ['7 and 12', 2],
    ['x8 9a79f488761d77c3 12', 2],
    ['1234x 12', 2],
    ['12 34x 567', 3],
    ['12:34', 2],
    ['version_12345', 5],
  ])('of %j are %i', (text, digits) => {
    expect(lookAt(text).digits).toBe(digits);
  });

  it.each(['(012) 34567', '+49 171 234', '01 234 56 78', '012 345 678', '123-45-6789', '010-1234567'])(
    'are enough in %s, which is as short as such a number is',
    (text) => {
      expect(byDigits.some((rule) => changes(rule, text))).toBe(true);
      expect(missed(text)).toEqual([]);
    },
  );

  it('are enough wherever a rule finds something', () => {
    const group = fc.oneof(
      ...[/^\d{1,4}$/, /^0\d{2,4}$/, /^\d{5,10}$/, /^1[3-9]\d{9}$/, /^89\d{17,18}$/, /^[a-z]{1,2}\d{0,3}$/].map(
        (form) => fc.stringMatching(form),
      ),
    );
    const between = fc.constantFrom(' ', ' ', '-', '-', '.', ' (', ') ', '/', ', ', ';', '+', ' +', ':', '', '\n', '_');
    const number = fc.array(fc.tuple(group, between), { maxLength: 8 }).map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(number, (text) => {
        expect(missed(text)).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    for (const [line] of [...seeds, ...rareSeeds, ...escapedSeeds]) expect([line, missed(line)]).toEqual([line, []]);
  });
});

describe('rules that are asked', () => {
  const word = (max: number) =>
    fc.string({ unit: fc.constantFrom('a', 'b', 'c', '=', '1', '<', '>'), minLength: 1, maxLength: max });
  const rule: fc.Arbitrary<Rule> = fc.record(
    {
      kind: fc.constant('token'),
      pattern: fc.constant(/x/g),
      signs: fc.array(fc.oneof(word(4), fc.constant('<ip>a'))),
    },
    { requiredKeys: ['kind', 'pattern'] },
  );

  it('are all that may match, in their order', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 12 }), word(30), (given, text) => {
        const ready = readyRules(given);
        const look = lookAt(text);
        const cleaned = text.replace('1', '<ip>');
        const mayBe = ready.rules.filter((each) => mayMatch(each, look, cleaned));
        const asked = listAsked(ready, look);
        expect(asked.filter((each) => mayBe.includes(each))).toEqual(mayBe);
      }),
      { numRuns: 3_000 },
    );
  });

  it('leave out those whose words are not there', () => {
    const [there, elsewhere] = ['imei', 'ssid'].map((sign): Rule => ({ kind: 'imei', pattern: /x/g, signs: [sign] }));
    const ready = readyRules([there, elsewhere].flatMap((each) => each ?? []));
    expect(listAsked(ready, lookAt('IMEI 1'))).toEqual([ready.rules[0]]);
  });
});
