// Chromium for the tests of pages, and the app behind a real port for it to look at.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openDoor } from '../../src/http/door.ts';
import { openTestApp, type TestApp } from './app.ts';
import { chromiumPath, lacks } from './needs.ts';

/** Tests of pages skip themselves, and say so, where there is no browser; in CI they fail. */
export const hasChromium = !lacks('chromium');

/** As root, in a container, without a word to the outside (stack.md, section 5). */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath, args: flags });

/** Whether nobody has to scroll sideways, once the style sheet is there: words are to be seen before it. */
export async function fits(page: Page): Promise<unknown> {
  await page.waitForLoadState();
  return page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
}

export type ServedApp = TestApp & { readonly origin: string };

/** The test app through the same door as in production, on a port of its own. */
export async function serveTestApp(): Promise<ServedApp> {
  const test = await openTestApp();
  const answer = openDoor();
  const server = createServer(getRequestListener((request) => answer(request, test.surroundings)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  async function close() {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await test.close();
  }
  return { ...test, origin: `http://127.0.0.1:${port}`, close };
}
