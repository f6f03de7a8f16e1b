// Text that wants to run, in every field of every page, in a real browser with a canary and without the policy's help.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels } from '../../src/adapters/postgres/schema/catalog.ts';
import { insertBuild } from '../contract/nova.ts';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { insertFleet } from '../samples/friday.ts';
import { auditOf, halt, insertEvidence, insertRollout, step } from '../samples/friday-rollouts.ts';
import { candidate, unapplied } from '../samples/rollouts.ts';
import { scriptPayloads } from '../unit/pages/hostile.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  await insertFleet(app);
  await insertBuild(app.database.db, candidate(1));
  for (const [index, payload] of scriptPayloads.entries()) await insertHostile(payload, index);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** A rollout on a channel of its own whose every text is the payload. */
async function insertHostile(payload: string, index: number): Promise<void> {
  const channel = `c${index}`;
  const build = candidate(100 + index, {
    channel,
    vendorVersion: payload,
    version: payload,
    models: [payload, 'Nova-5G'],
  });
  const row = { productId: 'nova', id: channel, timetable: null, pollS: 60, departedMs: 0 };
  await app.database.db.insert(channels).values(row);
  await insertBuild(app.database.db, build);
  const under = unapplied({ channel });
  const plan = await app.stores.plans.recordPlan({ ...under, plan: { ...under.plan, plan: payload } }, auditOf(1));
  const words = { reason: payload, actor: payload, vendor: payload, stage: payload };
  const steps = [step('promote', { stageIndex: 1 }), step('hold', { state: 'held' }), step('resume', {})];
  const at = await insertRollout(app, { build, channel, planId: plan?.plan.id ?? 0, words, steps });
  await insertEvidence(app, at, {
    devices: 40,
    failed: 1,
    silent: 1,
    crashes: 96,
    sick: payload,
    models: build.models,
  });
  await halt(app, at);
}

type Watched = { readonly page: Page; readonly calls: string[] };

/** `bypassCSP` takes away the second wall, so that the first one is what is tested. */
async function openWatched(bypassCSP: boolean): Promise<Watched> {
  const context = await browser.newContext({ bypassCSP });
  const calls: string[] = [];
  await context.exposeFunction('canary', () => calls.push('canary'));
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    calls.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(app.origin) && !request.url().startsWith('data:')) calls.push(request.url());
  });
  await page.goto(`${app.origin}/login`);
  await page.fill('#token', 'of_test_engineer');
  await page.click('main button');
  await page.waitForURL(`${app.origin}/rollouts`);
  return { page, calls };
}

/** Moves over everything and opens what opens, as a curious reader does. */
async function poke(page: Page): Promise<void> {
  for (const summary of await page.locator('main details summary').all()) await summary.click();
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 1500);
  await page.mouse.move(500, 400);
}

describe.skipIf(!hasChromium).each([
  { wall: 'behind its policy', bypassCSP: false },
  { wall: 'without its policy', bypassCSP: true },
])('a page $wall', ({ bypassCSP }) => {
  it('shows hostile rollouts and runs nothing of them', async () => {
    const { page, calls } = await openWatched(bypassCSP);
    const list = await app.stores.rollouts.loadRollouts(
      { product: null, channel: null, state: null },
      { limit: 50, after: null },
    );
    expect(list.items).toHaveLength(scriptPayloads.length);
    for (const { id } of list.items) {
      await page.goto(`${app.origin}/rollouts/${id}?live=off`);
      await poke(page);
      expect(await page.locator('.timeline .actor').first().innerText()).toBe('gate');
    }
    await page.goto(`${app.origin}/rollouts`);
    await poke(page);
    expect(await page.locator('main').innerText()).toContain('<script>canary()</script>');
    expect(calls).toEqual([]);
  });

  it('gives hostile forms and addresses back and runs nothing of them', async () => {
    const { page, calls } = await openWatched(bypassCSP);
    for (const [index, payload] of scriptPayloads.entries()) {
      const text = encodeURIComponent(payload);
      const addresses = [
        `/report?product=${text}&build=${text}&device=${text}`,
        `/report/thanks?product=${text}&build=${text}&report=${text}&issue=${text}`,
        `/login?next=${text}`,
        `/rollouts?after=${text}`,
        `/${text}`,
      ];
      for (const address of addresses) {
        await page.goto(app.origin + address);
        await poke(page);
      }
      await page.goto(`${app.origin}/report`);
      await page.getByLabel('Build').fill(payload);
      await page.getByLabel('In one line').fill(payload.slice(0, 200));
      await page.getByLabel('What happened, or what you wish for').fill(payload);
      await page.getByLabel('Device (may stay empty)').fill(payload.slice(0, 64));
      await page.getByRole('button', { name: 'Send the report' }).click();
      await page.getByRole('alert').waitFor();
      await poke(page);
      expect([index, await page.getByLabel('In one line').inputValue()]).toEqual([index, payload.slice(0, 200)]);
    }
    expect(calls).toEqual([]);
  });

  it('hears the canary where text is not escaped', async () => {
    const { page, calls } = await openWatched(bypassCSP);
    await page.route(`${app.origin}/planted`, async (route) => {
      const { headers } = await page.request
        .get(`${app.origin}/report`)
        .then((response) => ({ headers: response.headers() }));
      await route.fulfill({ headers, body: `<!doctype html><p>${scriptPayloads.join('</p><p>')}</p>` });
    });
    await page.goto(`${app.origin}/planted`);
    if (bypassCSP) return expect.poll(() => calls).toContain('canary');
    // Scripts in the page would have run before it was loaded; one round trip brings their calls here.
    await page.evaluate('1');
    return expect(calls).not.toContain('canary');
  });
});
