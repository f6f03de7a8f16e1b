// The pages of rollouts in a browser: logging in, looking, keyboard, phones, both colour schemes, and a page left open.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { type Friday, insertFriday } from '../samples/friday.ts';
import { auditOf } from '../samples/friday-rollouts.ts';

let app: ServedApp;
let friday: Friday;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  friday = await insertFriday(app);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function openPage(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(app.origin + path);
  return page;
}

/** Comes in at a path and ends up there, as a viewer. */
async function logIn(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(path, options);
  await page.fill('#token', 'of_test_viewer');
  await page.click('main button');
  await page.waitForURL(app.origin + path);
  return page;
}

const views: { name: string; options: BrowserContextOptions }[] = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } } },
  { name: 'a phone', options: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
  { name: 'a phone in the dark', options: { colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
];

describe.skipIf(!hasChromium)('the way in', () => {
  it('asks for a token, leads to the page that was asked for, and out again', async () => {
    const page = await openPage('/');
    expect(page.url()).toBe(`${app.origin}/login`);
    await page.fill('#token', 'of_test_nobody');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#token-error')).toContain('not known');
    await page.goto(`${app.origin}/rollouts/${friday.running}`);
    await page.fill('#token', 'of_test_viewer');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${app.origin}/rollouts/${friday.running}`);
    expect((await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite])).toEqual([
      ['orange-session', true, 'Strict'],
    ]);
    await page.click('text=Log out');
    await page.waitForURL(`${app.origin}/login`);
    await page.goto(`${app.origin}/rollouts`);
    expect(page.url()).toContain('/login?next=');
  });

  it('remembers who comes by a link from another site', async () => {
    const page = await logIn('/rollouts');
    const stranger = app.origin.replace('127.0.0.1', 'localhost');
    await page.route(`${stranger}/link`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<a href="${app.origin}/rollouts/${friday.held}?live=off">look</a>`,
      }),
    );
    await page.goto(`${stranger}/link`);
    await page.click('a');
    await page.waitForURL(/\/login\?next=/);
    await page.click('text=Go on.');
    await page.waitForURL(`${app.origin}/rollouts/${friday.held}?live=off`);
    expect(await page.textContent('.state .word')).toBe('Held');
  });
});

describe.skipIf(!hasChromium)('a page left open', () => {
  it('shows a new state by itself, and stays where its reader scrolled', async () => {
    const page = await logIn(`/rollouts/${friday.running}`);
    expect(await page.textContent('.state .word')).toBe('Running');
    await page.evaluate("window.scrollTo({ top: 600, behavior: 'instant' })");
    const placeOfGate = "document.querySelector('#gate').getBoundingClientRect().top";
    const place = await page.evaluate<number>(placeOfGate);
    const at = await app.stores.rollouts.loadRollout(friday.running);
    if (at === null) throw new Error('the rollout is gone');
    const { stageIndex, stageEnteredMs, evidenceFromMs } = at;
    const decision = {
      kind: 'hold',
      actor: 'bo',
      reason: 'Wait.',
      decidedMs: app.clock.ms,
      verdict: null,
      evidence: null,
      asked: null,
      overrideUntilMs: null,
      models: [],
    } as const;
    const rest = { tranches: 0, quarantined: [], liftedMs: {}, override: null, watchUntilMs: null };
    const next = { state: 'held', stageIndex, stageEnteredMs, evidenceFromMs, ...rest } as const;
    await app.stores.rollouts.recordDecision(
      at.id,
      at.head,
      { next, decision, permit: null, fence: null },
      auditOf(app.clock.ms),
    );
    await page.waitForSelector('.state.warn');
    // A line above has gone by now; what the reader looks at has not moved.
    expect(Math.abs((await page.evaluate<number>(placeOfGate)) - place)).toBeLessThan(1);
    expect(await page.textContent('.state .word')).toBe('Held');
    expect(await page.title()).toBe('Held: nova 14.4.0 · Orange Friday');
    await page.click('text=Stop refreshing');
    expect(await page.locator('meta[http-equiv]').count()).toBe(0);
  });

  it('breaks no other rule than the one about refreshing, which its reader can stop', async () => {
    const page = await logIn(`/rollouts/${friday.halted}`);
    // A page that refreshes while axe looks at it is gone under its hands; after 204 it stays what it is.
    await page.route(`**/rollouts/${friday.halted}`, (route) => route.fulfill({ status: 204 }));
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual(['meta-refresh']);
    expect(await page.getByRole('link', { name: 'Stop refreshing' }).count()).toBe(1);
  });
});

describe.skipIf(!hasChromium).each(views)('in $name', ({ options }) => {
  it('every page fits, and has no fault that axe knows', async () => {
    const page = await logIn('/rollouts', options);
    const states = ['running', 'halted', 'completed'] as const;
    const paths = [
      '/rollouts',
      '/rollouts/999',
      '/report',
      '/login',
      ...states.map((state) => `/rollouts/${friday[state]}?live=off`),
    ];
    for (const path of paths) {
      await page.goto(app.origin + path);
      for (const summary of await page.locator('summary').all()) await summary.click();
      const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect([path, await page.evaluate(overflow)]).toEqual([path, 0]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect([path, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([path, []]);
    }
  });
});

describe.skipIf(!hasChromium)('the keyboard', () => {
  it('comes to the content first, and to every link with a ring round it', async () => {
    const page = await logIn(`/rollouts/${friday.halted}?live=off`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('To the content');
    await page.keyboard.press('Enter');
    const reached: string[] = [];
    for (let step = 0; step < 20; step += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate<[string, string]>(
        '[document.activeElement.textContent.trim(), getComputedStyle(document.activeElement).outlineStyle]',
      );
      if (seen[0].length < 60 && seen[0] !== '') expect(seen).toEqual([seen[0], 'solid']);
      reached.push(seen[0]);
    }
    for (const name of [
      'Refresh every 5 seconds',
      'Commands',
      'By model',
      'What the gate saw',
      'Report a bug in this build',
    ]) {
      expect(reached).toContain(name);
    }
  });
});

describe.skipIf(!hasChromium)('without JavaScript', () => {
  it('everything is there: the way in, the list, a rollout and its models', async () => {
    const page = await logIn('/rollouts', { javaScriptEnabled: false });
    await page.click('text=nova 14.5.0');
    await page.waitForURL(`${app.origin}/rollouts/${friday.halted}`);
    expect(await page.locator('.state .word').innerText()).toBe('Halted');
    expect(await page.locator('.ladder tbody tr').count()).toBe(4);
    await page.goto(`${page.url()}?live=off`);
    await page.click('text=By model');
    expect(await page.getByRole('rowheader', { name: 'Nova-Lite' }).first().isVisible()).toBe(true);
  });
});
