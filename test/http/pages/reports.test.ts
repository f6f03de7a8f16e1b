// The pages of a report and of a device: what they tell, to whom, and that files are only ever downloads.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Enrolled, type FleetApp, openFleetApp } from '../fleet.ts';
import { type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: FleetApp;
let own: Enrolled;
let visitor: Visitor;
const page = '<script>alert(1)</script>';
beforeAll(async () => {
  test = await openFleetApp();
  own = await test.enrol('SN-1');
  test.clock.ms += 60_000;
  const bug = { kind: 'bug', build: '1.2.0', title: 'Torch stays on', text: `After a photo. ${page}` };
  await test.say(own.token, 'POST', '/v1/reports', { id: 'r1', ...bug });
  const headers = { authorization: `Bearer ${own.token}` };
  await test.send('PUT', '/v1/reports/nova/r1/attachments/a%20log.html', { headers, text: page });
  test.clock.ms += 60_000;
  await test.say(own.token, 'POST', '/v1/reports', { id: 'r2', ...bug, title: 'Later' });
  const unknown = { ...bug, product: 'nova', id: 'r3', device: 'SN-unknown', build: '9.9.9' };
  await test.send('POST', '/v1/reports', { as: 'engineer', json: unknown });
  await test.settle();
  await test.addToken('stranger', 'viewer', 'luna');
  visitor = visitorOf(test);
  await visitor.logIn('viewer');
});
afterAll(() => test.close());

it('a report has its text, its files, and what its device did until then', async () => {
  const response = await visitor.look('/reports/nova/r1');
  const html = await response.clone().text();
  expect(html).not.toContain('<script>');
  expect(html).toContain('href="/reports/nova/r1/files/a%20log.html"');
  expect(html).toContain('href="/devices/nova/SN-1"');
  expect(html).toContain('href="/issues/nova/1"');
  const words = await wordsOf(response);
  for (const part of ['After a photo.', 'Enrolled', 'Reported about build 1.2.0']) expect(words).toContain(part);
  expect(words).not.toContain('Later');
});

it('a file is a download that no browser shows', async () => {
  const response = await visitor.look('/reports/nova/r1/files/a%20log.html');
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('alert(1)');
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''a%20log.html");
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await visitor.look('/reports/nova/r1/files/none')).status).toBe(404);
});

it('a large archive is downloaded from storage itself', async () => {
  const large = {
    product: 'nova',
    reportId: 'r2',
    name: 'bugreport.zip',
    form: 'closed',
    contentType: 'application/zip',
  };
  const where = { objectKey: 'attachments/large', sizeBytes: 100_000_000, uploadId: null, createdMs: 1 };
  await test.stores.attachments.recordAttachment({ ...large, ...where, form: 'closed' }, 16);
  const response = await visitor.look('/reports/nova/r2/files/bugreport.zip');
  expect([response.status, response.headers.get('location')]).toEqual([302, expect.stringMatching(/^https?:/)]);
});

it('an issue leads to its reports, their devices and files', async () => {
  const html = await (await visitor.look('/issues/nova/1')).text();
  for (const href of ['/reports/nova/r1', '/devices/nova/SN-1', '/reports/nova/r1/files/a%20log.html'])
    expect(html).toContain(`href="${href}"`);
});

it('a device has its life on one line, page by page, also one that never enrolled', async () => {
  const words = await wordsOf(await visitor.look('/devices/nova/SN-1'));
  for (const part of ['n1', 'stable', 'Enrolled', 'Later', 'issue 1']) expect(words).toContain(part);
  expect(words.indexOf('Later')).toBeLessThan(words.indexOf('Enrolled'));
  const older = await wordsOf(await visitor.look('/devices/nova/SN-1?after=1/x/y'));
  expect(older).toContain('Newest');
  expect(older).not.toContain('Later');
  expect(await wordsOf(await visitor.look('/devices/nova/SN-unknown'))).toContain('It never enrolled here');
});

it('strangers see that there is nothing', async () => {
  const stranger = visitorOf(test);
  await stranger.logIn('stranger');
  for (const path of ['/reports/nova/r1', '/reports/nova/r1/files/a%20log.html', '/devices/nova/SN-1'])
    expect([path, (await stranger.look(path)).status]).toEqual([path, 404]);
  for (const path of ['/reports/nova/none', '/devices/nova/none'])
    expect([path, (await visitor.look(path)).status]).toEqual([path, 404]);
  expect((await visitorOf(test).look('/reports/nova/r1')).status).toBe(303);
});

it('refuses nonsense', async () => {
  for (const path of [
    '/reports/NOVA/r1',
    '/reports/nova/%00',
    '/devices/nova/%20',
    `/reports/nova/${'x'.repeat(300)}/files/a`,
  ])
    expect([path, (await visitor.look(path)).status]).toEqual([path, 400]);
});
