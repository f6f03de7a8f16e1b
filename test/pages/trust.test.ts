// The page of trust in a browser: what alarms and what waits, on a phone and in the dark, without a fault that axe knows.
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { begin, sendFile } from '../http/trust-people.ts';
import { dayMs, nowMs } from '../samples/statements.ts';
import { fileOf, first, people, releaseTarget, signed } from '../samples/trust.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  app.clock.ms = nowMs;
  await begin(app, { fw: 2 });
  app.clock.ms += 50 * dayMs;
  expect((await sendFile(app, 'fw-nova', signed(fileOf(2, [releaseTarget(42)]), first(people.fw)))).status).toBe(202);
  app.clock.ms += 3 * 3_600_000;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function logIn(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${app.origin}/trust`);
  await page.fill('#token', 'of_test_viewer');
  await page.click('main button');
  await page.waitForURL(`${app.origin}/trust`);
  return page;
}

const views: { name: string; options: BrowserContextOptions }[] = [
  { name: 'light', options: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
  { name: 'dark', options: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } } },
  { name: 'a phone', options: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
];

describe.skipIf(!hasChromium)('the page of trust', () => {
  it('says first what a person must look at, then everything, and is there without JavaScript', async () => {
    const page = await logIn({ javaScriptEnabled: false });
    const alarms = page.getByRole('region', { name: 'Alarms' });
    expect(await alarms.innerText()).toContain('stop-nova expires in');
    expect(await alarms.innerText()).toContain('orange trust renew stop-nova');
    expect(await page.getByRole('row', { name: /^stop-nova/ }).innerText()).toContain('Half its life is over');
    expect(await page.getByRole('region', { name: 'Waiting for signatures' }).innerText()).toMatch(
      /fw-nova 2, signed by 1 of 2[\s\S]*orange trust approve [0-9a-f]{12}/,
    );
    const { keyId } = first(people.fw);
    await page.click('text=Who may sign each role');
    expect(await page.getByRole('region', { name: 'Who may sign each role' }).innerText()).toContain(
      keyId.slice(0, 16),
    );
  });

  it.each(views)('fits in $name, and has no fault that axe knows', async ({ options }) => {
    const page = await logIn(options);
    for (const summary of await page.locator('summary').all()) await summary.click();
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const folder = process.env.ORANGE_SCREENSHOTS;
    if (folder !== undefined)
      await page.screenshot({
        path: `${folder}/trust-${options.colorScheme}-${options.viewport?.width}.png`,
        fullPage: true,
      });
  });
});
