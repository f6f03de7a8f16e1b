// The page to report a bug in a browser: by hand, without JavaScript, and against forms of strangers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, openBrowser, type ServedApp, serveTestApp } from '../harness/browser.ts';

let app: ServedApp;
let browser: Browser;
beforeAll(async () => {
  if (!hasChromium) return;
  app = await serveTestApp();
  await app.send('POST', '/v1/products', { as: 'operator', json: { id: 'nova', name: 'Nova' } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function countReports(): Promise<number> {
  const page = await app.stores.reports.loadReports(
    { product: 'nova', build: null, kind: null, issue: null, device: null },
    { limit: 200, after: null },
  );
  return page.items.length;
}

async function logIn(page: Page): Promise<void> {
  await page.goto(`${app.origin}/login`);
  await page.fill('#token', 'of_test_engineer');
  await page.click('main button');
  await page.waitForURL(`${app.origin}/rollouts`);
}

describe.skipIf(!hasChromium).each([
  { name: 'with JavaScript', javaScriptEnabled: true },
  { name: 'without JavaScript', javaScriptEnabled: false },
])('the form $name', ({ javaScriptEnabled }) => {
  it('is sent by a tester with the token of their device; a mistake costs them nothing', async () => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await page.goto(`${app.origin}/report?product=nova&build=1.4.0`);
    await page.getByLabel('An idea: something could be better').check();
    await page.getByLabel('Build').fill('1.4.0 beta');
    await page.getByLabel('In one line').fill('Let the torch fade');
    await page.getByLabel('What happened, or what you wish for').fill('Slowly,\nplease.');
    await page
      .getByLabel('Device token')
      .fill(app.surroundings.process.passSigner.signDeviceToken({ product: 'nova', deviceId: 'SN-1' }));
    await page.getByRole('button', { name: 'Send the report' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('Not sent yet.');
    expect(await page.locator('#build-error').innerText()).toContain('without spaces');
    expect(await page.getByLabel('An idea: something could be better').isChecked()).toBe(true);
    expect(await page.getByLabel('In one line').inputValue()).toBe('Let the torch fade');
    expect(await page.getByLabel('What happened, or what you wish for').inputValue()).toBe('Slowly,\nplease.');
    if (javaScriptEnabled)
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);

    const before = await countReports();
    await page.getByLabel('Build').fill('1.4.0');
    await page.getByRole('button', { name: 'Send the report' }).click();
    await page.waitForURL(/\/report\/thanks\?/);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Thank you');
    await page.reload();
    expect(await countReports()).toBe(before + 1);
  });
});

describe.skipIf(!hasChromium)('a page of somebody else', () => {
  const forms = (target: string) => `
    <form id="login" method="post" action="${target}/login"><input name="token" value="of_test_operator"></form>
    <form id="logout" method="post" action="${target}/logout"></form>
    <form id="report" method="post" action="${target}/report">
      <input name="id" value="evil-1"><input name="product" value="nova"><input name="build" value="1"><input name="kind" value="bug">
      <input name="title" value="evil"><input name="text" value="evil"></form>
    <form id="text" method="post" enctype="text/plain" action="${target}/report"><input name="id" value="evil-2"></form>`;

  /** Another port is another origin of the same site, so the cookie comes along; another name is another site. */
  it.each(['127.0.0.1', 'localhost'])('at %s changes nothing in a visitor’s name', async (host) => {
    const evil = createServer((_, response) => response.setHeader('content-type', 'text/html').end(forms(app.origin)));
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    const page = await (await browser.newContext()).newPage();
    await logIn(page);
    const [session] = await page.context().cookies();
    const before = await countReports();
    for (const form of ['login', 'logout', 'report', 'text']) {
      await page.goto(`http://${host}:${(evil.address() as AddressInfo).port}/`);
      const answered = page.waitForResponse((response) => response.request().method() === 'POST');
      await page.evaluate((id) => document.querySelector<HTMLFormElement>(`#${id}`)?.submit(), form);
      expect([form, (await answered).status()]).toEqual([form, 403]);
      await page.getByRole('heading', { name: 'Cross origin' }).waitFor();
    }
    expect(await page.context().cookies()).toEqual([session]);
    expect(await countReports()).toBe(before);
    evil.close();
  });
});
