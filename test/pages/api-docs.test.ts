// The API page in a browser: readable by everybody, on a phone too, with nothing from elsewhere.
import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const views = [
  { view: 'in light', colorScheme: 'light', width: 1280 },
  { view: 'in the dark', colorScheme: 'dark', width: 1280 },
  { view: 'on a phone', colorScheme: 'light', width: 360 },
] as const;

/** One of each kind of thing on the page: axe looks at every pair of elements, and there are thousands. */
const specimens = [
  '.bar',
  '.title',
  '.contents',
  '#get-v1-updates-product-channel-model-build-bucket',
  '#post-v1-tokens',
  '#delete-v1-products-product-keys-key',
  '#shape-problem',
  '.foot',
];

describe.skipIf(!hasChromium).each(views)('$view', ({ colorScheme, width }) => {
  it('has no fault that axe knows, asks nobody else, and fits', async () => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      javaScriptEnabled: true,
    });
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(`${app.origin}/docs`);
    const { violations } = await specimens.reduce((axe, part) => axe.include(part), new AxeBuilder({ page })).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(app.origin) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await context.close();
  });
});

it.skipIf(!hasChromium)('is all there without JavaScript, and its contents lead to each operation', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${app.origin}/docs`);
  await page.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Create a token' }).click();
  const card = page.locator('article:target');
  expect(await card.getByRole('heading', { level: 3 }).textContent()).toBe('Create a token');
  expect(await card.getByText('/v1/tokens').first().isVisible()).toBe(true);
  await context.close();
});
