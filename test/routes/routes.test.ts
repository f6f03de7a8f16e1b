// No route goes untested: every answer that a route documents was really given in this run, by the app, over a database.
import { expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { listDocumentedAnswers, readNotedAnswers } from '../harness/answers.ts';

/** Answers that no test of this run gives, each with the reason. */
const excused: Readonly<Record<string, string>> = {};

const noted = readNotedAnswers();
const documented = listDocumentedAnswers(createApp());

it('the tests of the routes ran before this one', () => {
  expect(noted.size, 'run it with them: npx vitest run --project http --project routes').toBeGreaterThan(0);
});

it.each(documented)('$route was asked', ({ route }) => {
  const statuses = [...noted]
    .filter((answer) => answer.startsWith(`${route} `))
    .map((answer) => Number(answer.split(' ').at(-1)));
  expect(
    statuses.filter((status) => status < 400),
    'no test saw it succeed',
  ).not.toEqual([]);
});

it.each(documented)('$route gave every answer that it documents', ({ route, statuses }) => {
  const missing = statuses
    .map((status) => `${route} ${status}`)
    .filter((answer) => !noted.has(answer) && excused[answer] === undefined);
  expect(missing).toEqual([]);
});

it('no excuse is kept that is not needed', () => {
  const known = new Set(documented.flatMap(({ route, statuses }) => statuses.map((status) => `${route} ${status}`)));
  expect(Object.keys(excused).filter((answer) => noted.has(answer) || !known.has(answer))).toEqual([]);
});
