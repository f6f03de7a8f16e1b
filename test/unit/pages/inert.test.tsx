// Hostile text in every place of every page: printed, never markup.
import type { JSX } from 'hono/jsx/jsx-runtime';
import { describe, expect, it } from 'vitest';
import type { AppliedPlan } from '../../../src/domain/rollout/applied-plan.ts';
import type { Rollout } from '../../../src/domain/rollout/rollout.ts';
import { loginPage } from '../../../src/pages/login/page.tsx';
import { problemPage } from '../../../src/pages/problem/page.tsx';
import { reportFieldNames, reportModel } from '../../../src/pages/report/model.ts';
import { reportPage } from '../../../src/pages/report/page.tsx';
import { suggestionOf } from '../../../src/pages/report/similar.tsx';
import { thanksPage } from '../../../src/pages/report/thanks.tsx';
import { rolloutModel } from '../../../src/pages/rollout/model.ts';
import { rolloutPage } from '../../../src/pages/rollout/page.tsx';
import { rolloutsModel } from '../../../src/pages/rollouts/model.ts';
import { rolloutsPage } from '../../../src/pages/rollouts/page.tsx';
import { appliedPlan, candidate, rollout, stage } from '../../samples/rollouts.ts';
import { nowMs } from '../../samples/statements.ts';
import { scriptPayloads, unseenSigns } from './hostile.ts';
import { loopPagesWith } from './loop-pages.tsx';
import { decision, partsOf, reading, verdict } from './parts.ts';

const limits = { titleChars: 200, textChars: 20_000, creditChars: 60, files: 8, fileMib: 8 };

function hostileRollout(text: string): Partial<Rollout> {
  return { product: text, channel: text, stages: [stage(text, 100, { cohort: text, enteredMs: nowMs })] };
}

const planCalled = (name: string): AppliedPlan => ({ ...appliedPlan(), plan: { ...appliedPlan().plan, plan: name } });

/** Every page, with the text wherever a text can stand. */
function pagesWith(text: string): Record<string, JSX.Element> {
  const account = { name: text, role: text, product: text };
  const build = candidate(2, { version: text, vendorVersion: text, models: [text], buildId: text, imageSha256: text });
  const reason = { code: 'harm', signal: null, model: text, sentence: text } as const;
  const said = verdict({ reasons: [reason], signals: [reading({ needs: text }), reading({ model: text })] });
  const told = decision({ actor: text, reason: text, verdict: said });
  const parts = partsOf(hostileRollout(text), { said, latest: told, decisions: { items: [told], next: text } });
  const gate = { ...parts.gate, build };
  const model = rolloutModel({ ...parts, gate, fallback: build, plan: planCalled(text) });
  const listed = {
    items: [
      { rollout: rollout(hostileRollout(text)), build },
      { rollout: rollout(hostileRollout(text)), build: null },
    ],
    next: text,
  };
  const typedWords = { kind: text, title: text, text, token: text, same: text, agree: text, credit: text, mail: text };
  const values = { id: text, product: text, build: text, device: text, ...typedWords };
  const problems = [...reportFieldNames, text].map((where) => ({
    where,
    what: text,
    fix: text,
  }));
  const suggestions = [suggestionOf({ number: 1, title: text, status: 'new', devices: 1 })];
  const typed = { values, problems, mayReport: false, tester: text, mayMail: true, suggestions, account, limits };
  return {
    rollout: rolloutPage(model, account),
    rollouts: rolloutsPage(rolloutsModel({ page: listed, isFirst: false, nowMs }), account),
    report: reportPage(reportModel({ ...typed, products: null })),
    reportChoice: reportPage(reportModel({ ...typed, products: [text] })),
    thanks: thanksPage(
      { product: text, build: text, report: text, issue: 1, link: null, mail: null, suggestions: [] },
      account,
    ),
    ...loopPagesWith(text),
    login: loginPage({ next: text, error: text, kept: null }),
    problem: problemPage({
      title: text,
      status: 400,
      detail: text,
      fix: text,
      requestId: text,
      isStranger: false,
      errors: problems.slice(0, 2),
    }),
  };
}

/** Tags and attributes of a page, without the text between them. */
const tagsOf = (html: string): string[] =>
  (html.match(/<[a-z!/][^>]*>/gi) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

describe.each(scriptPayloads)('%s', (payload) => {
  it.each(Object.entries(pagesWith(payload)))('is text on the page %s', (name, page) => {
    const html = String(page);
    const harmless = String(pagesWith('harmless')[name] ?? '');
    expect(html.includes('canary') || html.includes('evil')).toBe(true);
    expect(tagsOf(html)).toEqual(tagsOf(harmless));
  });
});

it.each(Object.keys(pagesWith('x')))('the page %s shows no sign that cannot be seen', (name) => {
  const html = String(pagesWith(`a${unseenSigns.join('b')}c`)[name] ?? '');
  const shown = html.replace(/<(?:input|textarea|option)[^>]*>[^<]*/g, '').replace(/<[^>]*>/g, '');
  expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u);
});
