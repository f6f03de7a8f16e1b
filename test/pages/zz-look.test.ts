// Scratch: screenshots to look at.
import { it } from 'vitest';
import { openBrowser, serveTestApp } from '../harness/browser.ts';
import { insertFriday } from '../samples/friday.ts';
it('looks', async () => {
  const app = await serveTestApp();
  const ids = await insertFriday(app);
  const browser = await openBrowser();
  const paths: [string,string][] = [['list','/rollouts'],...Object.entries(ids).map(([k,v]) => [k,`/rollouts/${v}?live=off`] as [string,string])];
  for (const [scheme, width] of [['light',1280],['dark',1280],['light',360]] as const) {
    const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    page.on('console', (m) => console.log('console', m.text()));
    await page.goto(`${app.origin}/`); 
    await page.screenshot({ path: `/tmp/of/pages/login-${scheme}-${width}.png`, fullPage: true });
    await page.fill('#token', 'of_test_viewer'); await page.click('main button');
    for (const [name, path] of paths) {
      if (scheme==='dark' && !['list','running','halted'].includes(name)) continue;
      await page.goto(app.origin + path);
      console.log(name, scheme, width, page.url(), await page.evaluate('document.documentElement.scrollWidth'));
      await page.screenshot({ path: `/tmp/of/pages/${name}-${scheme}-${width}.png`, fullPage: true });
    }
    await page.goto(`${app.origin}/report?product=nova&build=14.4.0`); await page.screenshot({ path: `/tmp/of/pages/report-${scheme}-${width}.png`, fullPage: true });
    await page.fill('#title', 'The torch stays on'); await page.fill('#text', 'after a call'); await page.fill('#build', 'a b'); await page.fill('#token','od_x');
    await page.click('main button'); await page.screenshot({ path: `/tmp/of/pages/refused-${scheme}-${width}.png`, fullPage: true });
    await page.fill('#build', '14.4.0'); await page.fill('#token', app.surroundings.process.passSigner.signDeviceToken({product:'nova',deviceId:'SN-00001'}));
    await page.click('main button'); console.log(page.url()); await page.screenshot({ path: `/tmp/of/pages/thanks-${scheme}-${width}.png`, fullPage: true });
    await page.goto(`${app.origin}/rollouts/999`); await page.screenshot({ path: `/tmp/of/pages/missing-${scheme}-${width}.png` });
  }
  await browser.close(); await app.close();
});
