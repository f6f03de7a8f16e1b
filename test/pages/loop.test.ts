// A tester's whole way in a browser: similar issues while they write, me too, an answer, the retest, thanks.
import { mkdirSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertBuild, insertNova } from '../contract/nova.ts';
import { fits, hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { candidate } from '../samples/rollouts.ts';
import { scriptPayloads } from '../unit/pages/hostile.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  await insertNova(app.database.db);
  for (const counter of [1, 2]) await insertBuild(app.database.db, candidate(counter));
  for (const device of ['SN-1', 'SN-2', 'SN-3']) {
    const json = { product: 'nova', channel: 'stable', device, model: 'n1', build: '1.2.0' };
    await app.send('POST', '/v1/enrolments', { as: 'enroller', json });
  }
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const tokenOf = (deviceId: string) =>
  app.surroundings.process.passSigner.signDeviceToken({ product: 'nova', deviceId });

/** Pictures for people to look at, where a folder for them is named. */
const pictures = process.env.ORANGE_TEST_PICTURES;
async function look(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
  }
}

async function fillForm(page: Page, device: string, { title, text }: { title: string; text: string }): Promise<void> {
  await page.goto(`${app.origin}/report?product=nova&build=1.2.0`);
  const token = page.getByLabel('Device token');
  if ((await token.count()) > 0) await token.fill(tokenOf(device));
  await page.getByLabel('In one line').fill(title);
  await page.getByLabel('What happened, or what you wish for').fill(text);
}

const send = (page: Page) => page.getByRole('button', { name: 'Send the report' }).click();
const violations = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);
const newPage = async (options = {}) => (await browser.newContext(options)).newPage();

describe.skipIf(!hasChromium)('a tester', () => {
  it('is offered what is known, says "me too" with a file, hears the answer, tries the fix and is thanked', async () => {
    const first = await newPage();
    await fillForm(first, 'SN-1', { title: 'Torch stays on after a photo', text: 'Every time.' });
    await send(first);
    await first.waitForURL(/\/report\/thanks/);
    await app.settle();

    const tester = await newPage();
    const refused: string[] = [];
    tester.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await fillForm(tester, 'SN-2', { title: 'The torch is on after photos', text: 'I took a photo.' });
    await tester.getByLabel('Me too: Torch stays on after a photo').check();
    await tester.getByLabel('Screenshots and logs').setInputFiles([
      { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('torch: on') },
      { name: 'log.txt', mimeType: 'text/plain', buffer: Buffer.from('torch: still on') },
    ]);
    await tester.getByLabel('Thank me by name').check();
    await tester.getByLabel('Your name in the release notes').fill('Mira');
    expect(await violations(tester)).toEqual([]);
    await look(tester, 'form');
    await send(tester);
    await tester.waitForURL(/\/report\/thanks/);
    await app.settle();
    expect(await tester.locator('main').innerText()).toContain('1 of nova');
    await look(tester, 'thanks');
    expect(refused).toEqual([]);

    const engineer = await newPage();
    await engineer.goto(`${app.origin}/login?next=%2Fissues%2Fnova%2F1`);
    await engineer.fill('#token', 'of_test_engineer');
    await engineer.click('main button');
    await engineer.waitForURL(`${app.origin}/issues/nova/1`);
    for (const key of ['Tab', 'Tab', 'Enter']) await engineer.keyboard.press(key);
    expect(await engineer.evaluate('document.activeElement.id')).toBe('status');
    await engineer.getByLabel('Words').fill('We see it too.\nA fix is on its way.');
    await engineer.getByRole('button', { name: 'Say it' }).click();
    await engineer.waitForURL(/done=told#done/);
    expect(await engineer.getByRole('status').innerText()).toBe('Said, to those who reported it.');
    expect(await violations(engineer)).toEqual([]);
    await engineer.getByLabel('Status').selectOption('fixed');
    await engineer.getByLabel('Build that fixes it').fill('1.2.0');
    await look(engineer, 'issue');
    expect(await violations(engineer)).toEqual([]);
    await engineer.getByRole('button', { name: 'Save' }).click();
    await engineer.waitForURL(/done=saved#done/);
    expect(await engineer.getByRole('status').innerText()).toBe('Saved. It is now: Fixed in 1.2.0, owner nobody.');
    await look(engineer, 'saved');

    await tester.getByRole('link', { name: 'Follow your report' }).click();
    const story = tester.locator('main');
    for (const part of ['A fix is on its way.', 'Fixed in build 1.2.0', 'You are asked to try', 'log-2.txt'])
      expect(await story.innerText()).toContain(part);
    expect(await violations(tester)).toEqual([]);
    await look(tester, 'asked');
    await tester.goto(`${app.origin}/my-reports`);
    expect(await story.innerText()).toContain('Please try 1.2.0');
    await look(tester, 'my-reports');
    await tester.getByRole('link', { name: 'The torch is on after photos' }).click();
    const log = { name: 'after.txt', mimeType: 'text/plain', buffer: Buffer.from('torch: off') };
    await tester.getByLabel('Logs or screenshots').setInputFiles([log]);
    await tester.getByRole('button', { name: 'It is fixed' }).click();
    await tester.getByRole('status').waitFor();
    for (const part of ['Thank you: you told us that it is fixed', 'after.txt'])
      expect(await story.innerText()).toContain(part);
    await look(tester, 'thanked');

    await engineer.goto(`${app.origin}/issues/nova/1`);
    expect(await engineer.locator('main').innerText()).toContain('1 fixed, 0 still there.');
    await look(engineer, 'retested');
    expect(await violations(engineer)).toEqual([]);
    await engineer.getByRole('link', { name: 'The torch is on after photos' }).click();
    await engineer.waitForURL(/\/reports\/nova\//);
    expect(await engineer.locator('main').innerText()).toContain('Reported about build 1.2.0');
    expect(await violations(engineer)).toEqual([]);
    await look(engineer, 'report');
    const arriving = engineer.waitForEvent('download');
    await engineer.getByRole('link', { name: 'log.txt' }).click();
    expect((await arriving).suggestedFilename()).toBe('log.txt');
    await engineer.getByRole('link', { name: 'The whole life of this device' }).click();
    await engineer.waitForURL(/\/devices\/nova\/SN-2/);
    expect(await violations(engineer)).toEqual([]);
    await look(engineer, 'device');
    await engineer.goto(`${app.origin}/builds/nova/1.2.0/notes`);
    expect(await engineer.locator('main').innerText()).toContain('Reported by Mira.');
    await look(engineer, 'notes');
  });

  it('without JavaScript is asked after sending, and nothing is filed twice', async () => {
    const page = await newPage({ javaScriptEnabled: false });
    await fillForm(page, 'SN-3', { title: 'Camera freezes at night', text: 'In night mode.' });
    await send(page);
    await page.waitForURL(/\/report\/thanks/);
    await app.settle();
    const other = await newPage({ javaScriptEnabled: false });
    await fillForm(other, 'SN-1', { title: 'At night the camera freezes', text: 'Night mode.' });
    await send(other);
    await other.waitForURL(/\/report\/thanks/);
    await other.getByLabel('Me too: Camera freezes at night').check();
    await look(other, 'same');
    await other.getByRole('button', { name: 'Go on' }).click();
    await other.waitForURL(/\/my-reports\/nova\//);
    expect(await other.locator('main').innerText()).toContain('Your report goes on in that issue.');
  });
});

describe.skipIf(!hasChromium)('hostile words', () => {
  const words = [
    ...scriptPayloads.slice(0, 6),
    '\u202eright to left\u202c',
    `${'W'.repeat(180)}`,
    '\u001b]0;owned\u0007',
  ];

  it('run nowhere, and push no page over its edge, however narrow', async () => {
    const context = await browser.newContext({ bypassCSP: true, viewport: { width: 390, height: 800 } });
    const calls: string[] = [];
    await context.exposeFunction('canary', () => calls.push('canary'));
    const page = await context.newPage();
    for (const [index, text] of words.entries()) {
      const id = `hostile-${index}`;
      const json = {
        product: 'nova',
        id,
        kind: 'bug',
        build: '1.2.0',
        device: 'SN-2',
        title: 'x',
        text: `${text} night camera`,
      };
      await app.send('POST', '/v1/reports', { as: 'engineer', json: { ...json, title: `night ${index}` } });
      const link = await app.surroundings.process.testerSigner.signLink({ product: 'nova', reportId: id });
      const { sha256 } = await app.surroundings.process.digest(link);
      await app.stores.testers.recordLink({ product: 'nova', reportId: id, sha256, createdMs: 1 });
      await app.stores.testers.recordCredit({ product: 'nova', reportId: id }, { name: text, agreedMs: 1 });
      const report = await app.stores.reports.loadReport('nova', id);
      await app.settle();
      const issue = `/v1/issues/nova/${report?.issueNumber}`;
      await app.send('POST', `${issue}/comments`, {
        as: 'engineer',
        json: { text: text.replaceAll('\u0007', ''), audience: 'tester' },
      });
      await app.send('PATCH', issue, { as: 'engineer', json: { status: 'fixed', fixedIn: '1.2.0' } });
      await app.database
        .sql`update issues set title = ${text}, excerpt = ${text} where number = ${report?.issueNumber ?? 0}`;
      await page.goto(`${app.origin}/my-reports/nova/${id}?link=${link}`);
      await page.getByLabel('Anything to add').fill(text);
      await page.getByRole('button', { name: 'It is still there' }).click();
      await page.getByRole('status').waitFor();
      expect([text, await fits(page)]).toEqual([text, true]);
    }
    await page.goto(`${app.origin}/login`);
    await page.fill('#token', 'of_test_engineer');
    await page.click('main button');
    await page.waitForURL(`${app.origin}/rollouts`);
    for (const path of [
      '/issues',
      '/my-reports',
      '/builds/nova/1.2.0/notes',
      ...words.map((_, at) => `/issues/nova/${at + 5}`),
    ]) {
      await page.goto(app.origin + path);
      await page.mouse.wheel(0, 1500);
      expect([path, await fits(page)]).toEqual([path, true]);
      expect(await page.locator('main').innerText()).not.toMatch(/\u202e|[^\P{Cc}\n\t]/u);
    }
    await fillForm(page, 'SN-2', { title: 'right to left canary script owned night', text: words.join(' ') });
    await page.waitForTimeout(900);
    await look(page, 'hostile');
    expect([calls, await fits(page)]).toEqual([[], true]);
  });
});
