// What became of a report, on one line of time: who is asked and thanked, when, and what is never said.
import { describe, expect, it } from 'vitest';
import { deriveSteps, type ReportedFacts, type Told } from '../../../src/domain/loop/progress.ts';

const facts = (changes: Partial<ReportedFacts>): ReportedFacts => ({
  ...{ receivedMs: 0, reportedBuild: '1.0.0', told: [], regressedMs: null, askedBuild: null, retests: [] },
  ...changes,
});
const fixed = (atMs: number, { isToCome = false, of = 1, name = '1.1.0' } = {}): Told => ({
  ...{ atMs, audience: 'change', of, status: 'fixed' },
  build: { name, isToCome },
});
const kindsOf = (changes: Partial<ReportedFacts>) => deriveSteps(facts(changes)).map(({ kind }) => kind);
const retest = (answer: 'fixed' | 'still-there', atMs: number) => ({ build: '1.1.0', answer, remark: '', atMs });

describe('deriveSteps', () => {
  it('thanks whoever says that it is gone, behind their word, and nobody else', () => {
    expect(kindsOf({ told: [fixed(1)], retests: [retest('fixed', 2)] })).toEqual([
      'received',
      'fixed',
      'retested',
      'thanked',
    ]);
    expect(kindsOf({ told: [fixed(1)], retests: [retest('still-there', 2)] })).toEqual([
      'received',
      'fixed',
      'retested',
    ]);
  });

  it('tells what was said to others before from what is an answer to this report', () => {
    const told: Told[] = [5, 10, 15].map((atMs) => ({ atMs, audience: 'tester', text: `at ${atMs}` }));
    const answers = deriveSteps(facts({ receivedMs: 10, told })).flatMap((step) =>
      step.kind === 'answered' ? [[step.text, step.isEarlier]] : [],
    );
    expect(answers).toEqual([
      ['at 5', true],
      ['at 10', false],
      ['at 15', false],
    ]);
  });

  it('says that it is back behind the word of whoever saw it, in the same moment, too', () => {
    const told = [fixed(1)];
    expect(kindsOf({ told, regressedMs: 2, retests: [retest('still-there', 2)] }).slice(-2)).toEqual([
      'retested',
      'regressed',
    ]);
  });

  it('goes on saying that it was back once it is fixed again, each time', () => {
    const back = (atMs: number): Told => ({ atMs, audience: 'back' });
    const told = [fixed(1), back(2), fixed(3, { name: '1.2.0' }), back(4)];
    expect(deriveSteps(facts({ told: told.slice(0, 3) })).slice(1)).toMatchObject([
      { atMs: 1, kind: 'fixed' },
      { atMs: 2, kind: 'regressed' },
      { atMs: 3, kind: 'fixed', build: '1.2.0', isAgain: false },
    ]);
    expect(kindsOf({ told, regressedMs: 4, retests: [retest('still-there', 4)] })).toEqual([
      ...['received', 'fixed', 'regressed', 'fixed', 'retested', 'regressed'],
    ]);
  });

  it('asks behind the last fix, and not before', () => {
    const steps = deriveSteps(facts({ told: [fixed(9), fixed(4)], askedBuild: '1.1.0' }));
    expect(steps.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['received', 0],
      ['fixed', 4],
      ['fixed', 9],
      ['asked', 9],
    ]);
  });

  it('goes by when words were said, in whatever order they come', () => {
    const told = [fixed(8), fixed(5, { isToCome: true }), fixed(2)];
    expect(deriveSteps(facts({ told })).map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['received', 0],
      ['fixed', 2],
      ['promised', 5],
      ['fixed', 8],
    ]);
    const twice = deriveSteps(facts({ told: [fixed(8), fixed(2)] }));
    expect(twice.slice(1)).toMatchObject([{ isAgain: false }, { isAgain: true }]);
  });

  it('promises a build that is still to come', () => {
    expect(deriveSteps(facts({ told: [fixed(1, { isToCome: true })] }))[1]).toEqual({
      ...{ atMs: 1, kind: 'promised', build: '1.1.0' },
    });
  });

  it.each<[string, Told[], boolean]>([
    ['once', [fixed(1)], false],
    ['twice of one build', [fixed(1), fixed(2)], true],
    ['of another build', [fixed(1), fixed(2, { name: '1.2.0' })], false],
    ['of a build that was promised before', [fixed(1, { isToCome: true }), fixed(2)], false],
    ['of another issue before', [fixed(1, { of: 2 }), fixed(2)], false],
    [
      'after it was open in between',
      [fixed(1), { atMs: 2, audience: 'change', of: 1, status: 'triaged', build: null }, fixed(3)],
      false,
    ],
    ['with words in between', [fixed(1), { atMs: 2, audience: 'tester', text: 'Try it.' }, fixed(3)], true],
  ])('says "again" of a fix that was said %s: %j', (_, told, isAgain) => {
    const last = deriveSteps(facts({ told })).findLast(({ kind }) => kind === 'fixed');
    expect(last).toMatchObject({ kind: 'fixed', isAgain });
  });

  it('says that it is back when it is, in the order of time', () => {
    expect(kindsOf({ told: [fixed(1), { atMs: 5, audience: 'tester', text: 'Sorry.' }], regressedMs: 3 })).toEqual([
      'received',
      'fixed',
      'regressed',
      'answered',
    ]);
  });
});
