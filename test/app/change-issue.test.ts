// A fix is named among builds of the issue's own product: of no other does anybody have it.
import { expect, it } from 'vitest';
import { changeIssue } from '../../src/app/change-issue.ts';
import type { Issues } from '../../src/app/ports/issues.ts';
import { draftOf } from '../samples/builds.ts';
import { issue } from '../unit/pages/loop-pages.tsx';

const sealed = { ...draftOf(2), state: 'sealed' } as const;
const by = { actor: 'ada', nowMs: 5_000 };
const found = { issue: issue('x', { status: 'new', fixedIn: null }) };

async function fixIn(product: string) {
  const build = { ...sealed, product };
  const builds = { loadBuildByName: async () => null, loadBuild: async () => build };
  const issues = { loadIssue: async () => found, recordChange: async () => true } as unknown as Issues;
  const asked = { product: 'nova', number: 7, status: 'fixed', fixedIn: build.id } as const;
  return await changeIssue({ issues, builds }, asked, by);
}

it('takes the id of a build of that product, and refuses that of another', async () => {
  expect(await fixIn('nova')).toMatchObject({ ok: true, issue: { status: 'fixed', fixedIn: sealed.id } });
  expect(await fixIn('luna')).toEqual({ ok: false, refusal: 'unknown-build' });
});
