// What people write in any script and at any length, on every page that shows it: nothing is wider than its screen.
import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertBuild, insertNova } from '../contract/nova.ts';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { candidate } from '../samples/rollouts.ts';

const titles = {
  arabic: 'تطبيق الكاميرا يتوقف عن العمل بعد التحديث إلى 1.2.0 (build 7)!',
  hebrew: 'המצלמה קורסת אחרי עדכון 1.2.0, שגיאה 404 ב-com.nova.camera',
  mixed: 'Camera الكاميرا crashes אחרי 3 photos (תמונות) in night mode',
  emoji: '📷🔥 👨‍👩‍👧‍👦 family photo 🏳️‍🌈 → 💥💥💥',
  long: `x${'W'.repeat(198)}x`,
};
const names = Object.keys(titles) as (keyof typeof titles)[];
const longWord = `start${'Ж'.repeat(5_000)}end`;

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  await insertNova(app.database.db);
  for (const counter of [1, 2]) await insertBuild(app.database.db, candidate(counter));
  await app.send('POST', '/v1/enrolments', {
    as: 'enroller',
    json: { product: 'nova', channel: 'stable', device: 'SN-1', model: 'n1', build: '1.1.0' },
  });
  for (const [name, title] of Object.entries(titles)) {
    const text = `${title}\n\n${longWord}\n\n${title} ${title}`;
    const json = { product: 'nova', id: `r-${name}`, kind: 'bug', build: '1.1.0', device: 'SN-1', title, text };
    expect((await app.send('POST', '/v1/reports', { as: 'gateway', json })).status).toBe(201);
  }
  await app.settle();
  for (const number of names.map((_, at) => at + 1)) {
    const path = `/v1/issues/nova/${number}`;
    for (const audience of ['tester', 'internal'])
      await app.send('POST', `${path}/comments`, {
        as: 'engineer',
        json: { audience, text: `${titles.mixed} ${longWord}` },
      });
    await app.send('PATCH', path, { as: 'engineer', json: { status: 'fixed', fixedIn: '1.2.0' } });
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const views: { name: string; options: BrowserContextOptions }[] = [
  { name: 'a desk', options: { viewport: { width: 1280, height: 900 } } },
  { name: 'a phone', options: { viewport: { width: 360, height: 740 } } },
];

const paths = [
  '/issues?product=nova',
  ...names.flatMap((name, at) => [`/issues/nova/${at + 1}`, `/reports/nova/r-${name}`]),
  '/devices/nova/SN-1',
  '/builds/nova/1.2.0/notes',
];
/** A problem that quotes what was asked for. */
const problem = `/report/thanks?product=nova&report=${'W'.repeat(300)}`;

async function open(options: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(`${app.origin}/login`);
  await page.fill('#token', 'of_test_engineer');
  await page.click('main button');
  await page.waitForURL(`${app.origin}/rollouts`);
  return page;
}

/** A picture for people to look at, where a folder for them is named. */
const pictures = process.env.ORANGE_TEST_PICTURES;

/** A page that is wider than its screen, and texts that leave the screen where nothing scrolls them. */
const faultsOf = (page: Page) =>
  page.evaluate(`(() => {
    const faults = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push('the page is ' + scrollWidth + ' wide');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.data.trim() === '' || text.parentElement.closest('.scroll, option, script, .skip, details:not([open]), thead')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right } of range.getClientRects())
        if (left < -1 || right > clientWidth + 1) { faults.push(text.data.slice(0, 40)); break; }
    }
    return faults;
  })()`);

describe.skipIf(!hasChromium)('texts of any script and length', () => {
  it.each(views)('fit on $name, and axe finds no fault', async ({ name, options }) => {
    const page = await open(options);
    for (const path of [...paths, problem]) {
      const answer = await page.goto(`${app.origin}${path}`);
      expect([path, answer?.status()]).toEqual([path, path === problem ? 400 : 200]);
      if (pictures !== undefined) {
        mkdirSync(pictures, { recursive: true });
        await page.screenshot({
          path: `${pictures}/${name.replace(' ', '-')}${path.replace(/\W+/g, '-')}.png`,
          fullPage: true,
        });
      }
      expect.soft([path, await faultsOf(page)]).toEqual([path, []]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect.soft([path, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([path, []]);
    }
  });
});
