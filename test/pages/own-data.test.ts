// Testers take along and erase what is stored of them, in a browser of 360 pixels and without a mouse.
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertBuild, insertNova } from '../contract/nova.ts';
import { fits, hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';
import { candidate } from '../samples/rollouts.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  await insertNova(app.database.db);
  await insertBuild(app.database.db, candidate(1));
  const json = { product: 'nova', channel: 'stable', device: 'SN-1', model: 'n1', build: '1.1.0' };
  await app.send('POST', '/v1/enrolments', { as: 'enroller', json });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** As far as the tab key takes it, to whatever is called so. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<string>(
      '(({ innerText, labels }) => (labels?.[0] ?? { innerText }).innerText)(document.activeElement)',
    );
    if (words.test(at)) return;
  }
  expect.fail(`no way by the tab key to ${words}`);
}

async function download(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const arriving = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  const arrived = await arriving;
  return { name: arrived.suggestedFilename(), bytes: await readFile(await arrived.path()) };
}

describe.skipIf(!hasChromium)('a tester', () => {
  it('downloads one report and all, and erases all when they mean it', async () => {
    const page = await (await browser.newContext({ viewport: { width: 360, height: 740 } })).newPage();
    await page.goto(`${app.origin}/report?product=nova&build=1.1.0`);
    const { passSigner } = app.surroundings.process;
    await page.getByLabel('Device token').fill(passSigner.signDeviceToken({ product: 'nova', deviceId: 'SN-1' }));
    await page.getByLabel('In one line').fill('Torch stays on');
    await page.getByLabel('What happened, or what you wish for').fill('MARKER-TEXT');
    const file = { name: `${'log-of-the-whole-night-'.repeat(4)}.txt`, mimeType: 'text/plain' };
    await page.getByLabel('Screenshots and logs').setInputFiles([{ ...file, buffer: Buffer.from('MARKER-FILE') }]);
    await page.getByRole('button', { name: 'Send the report' }).click();
    await page.waitForURL(/\/report\/thanks/);
    await app.settle();

    await page.getByRole('link', { name: 'Follow your report' }).click();
    expect(await fits(page)).toBe(true);
    await tabTo(page, /^log-of-the-whole-night/);
    expect((await download(page)).bytes.toString()).toBe('MARKER-FILE');
    await tabTo(page, /^Download what is stored of it$/);
    const one = await download(page);
    expect([one.name, one.bytes.includes('MARKER-TEXT')]).toEqual(['my-report.zip', true]);

    await page.goto(`${app.origin}/my-reports`);
    expect(await fits(page)).toBe(true);
    await tabTo(page, /^Download all of it$/);
    const all = await download(page);
    expect([all.name, all.bytes.includes('MARKER-FILE')]).toEqual(['my-reports.zip', true]);
    await tabTo(page, /^Erase all of it$/);
    await page.keyboard.press('Enter');
    expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    expect(await fits(page)).toBe(true);
    await tabTo(page, /cannot be undone/);
    await page.keyboard.press('Tab');
    // Sent without a tick, the browser itself asks for it.
    await page.keyboard.press('Enter');
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('sure');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(/done=all-erased/);
    expect(await page.getByRole('status').innerText()).toContain('All of it is erased');
    expect(await page.getByLabel('Device token').isVisible()).toBe(true);
    expect(await app.database.sql`select from reports`).toHaveLength(0);
    expect(await app.database.sql`select from devices`).toHaveLength(0);
  });
});
