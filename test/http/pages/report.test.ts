// The page to report a bug: who may send it, what it says to mistakes, and that it never files twice.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/app/app-error.ts';
import { openTestApp, type TestApp } from '../../harness/app.ts';
import { ownOrigin, type Visitor, visitorOf, wordsOf } from './visitor.ts';

let test: TestApp;
let engineer: Visitor;
beforeAll(async () => {
  test = await openTestApp();
  for (const id of ['nova', 'luna'])
    await test.send('POST', '/v1/products', { as: 'operator', json: { id, name: id } });
  await test.addToken('nova-engineer', 'engineer', 'nova');
  engineer = visitorOf(test);
  await engineer.logIn('engineer');
});
afterAll(() => test.close());

let made = 0;
function fields(changes: Record<string, string> = {}): Record<string, string> {
  made += 1;
  const words = { title: 'The torch stays on', text: 'After a call.\r\nEvery time.' };
  return {
    id: `form-${made}`,
    product: 'nova',
    build: '1.4.0',
    device: '',
    kind: 'bug',
    ...words,
    token: '',
    ...changes,
  };
}

const tokenOf = (product: string, deviceId: string) =>
  test.surroundings.process.passSigner.signDeviceToken({ product, deviceId });

async function countReports(product = 'nova'): Promise<number> {
  const page = await test.stores.reports.loadReports(
    { product, build: null, kind: null, issue: null, device: null },
    { limit: 200, after: null },
  );
  return page.items.length;
}

describe('the form', () => {
  it('is open to everybody, filled in by its link, and names no product to strangers', async () => {
    const html = await (await visitorOf(test).look('/report?product=nova&build=1.4.0&device=SN-1')).text();
    for (const part of [
      'id="product" name="product" type="text" value="nova"',
      'value="1.4.0"',
      'value="SN-1"',
      'name="token"',
    ]) {
      expect(html).toContain(part);
    }
    expect(html).toMatch(/name="id" value="form-[0-9a-f]{32}"/);
    expect(await (await visitorOf(test).look('/report')).text()).not.toMatch(/nova|luna/);
  });

  it('offers an engineer the products, and asks for no device token', async () => {
    const html = await (await engineer.look('/report?product=nova')).text();
    expect(html).toContain('<option value="nova" selected=""');
    expect(html).toContain('<option value="luna"');
    expect(html).not.toContain('name="token"');
    const narrow = visitorOf(test);
    await narrow.logIn('nova-engineer');
    expect(await (await narrow.look('/report')).text()).not.toContain('luna');
  });

  it('asks a viewer, who only reads, for a device token', async () => {
    const viewer = visitorOf(test);
    await viewer.logIn('viewer');
    expect(await wordsOf(await viewer.look('/report'))).toContain('Your access token only reads.');
    const refused = await viewer.submit('/report', fields());
    expect(refused.status).toBe(422);
    const sent = await viewer.submit('/report', fields({ token: tokenOf('nova', 'SN-1') }));
    expect(sent.status).toBe(303);
  });

  it('refuses a link that is far too long', async () => {
    expect((await engineer.look(`/report?build=${'x'.repeat(300)}`)).status).toBe(400);
  });
});

describe('sending', () => {
  it('files what an engineer wrote, and says thanks', async () => {
    const sent = fields({ device: 'SN-7', title: ' A\u202etitle\twith\u0000 signs ' });
    const response = await engineer.submit('/report', sent);
    const location = response.headers.get('location') ?? '';
    expect([response.status, location]).toEqual([
      303,
      expect.stringMatching(
        new RegExp(`^/report/thanks\\?product=nova&build=1.4.0&report=${sent.id}&link=or_[\\w-]{43}&issue=\\d+$`),
      ),
    ]);
    expect(await test.stores.reports.loadReport('nova', sent.id ?? '')).toMatchObject({
      kind: 'bug',
      deviceId: 'SN-7',
      reportedBuild: '1.4.0',
      title: 'A title with signs',
      receivedMs: test.clock.ms,
    });
    const shown = await test.send('GET', `/v1/reports/nova/${sent.id}`, { as: 'viewer' });
    expect(await shown.json()).toMatchObject({ text: 'After a call.\nEvery time.' });
    const thanks = await engineer.look(location);
    expect([thanks.status, await thanks.clone().text()]).toEqual([
      200,
      expect.stringContaining('href="/report?product=nova&amp;build=1.4.0"'),
    ]);
    expect(await wordsOf(thanks)).toContain(`Report ${sent.id}`);
  });

  it('files for a device by its token, without a session', async () => {
    const sent = fields({ token: ` ${tokenOf('nova', 'SN-8')} ` });
    expect((await visitorOf(test).submit('/report', sent)).status).toBe(303);
    expect(await test.stores.reports.loadReport('nova', sent.id ?? '')).toMatchObject({ deviceId: 'SN-8' });
  });

  it('files once, however often the form is sent', async () => {
    const sent = fields();
    const before = await countReports();
    const answers = await Promise.all(Array.from({ length: 8 }, () => engineer.submit('/report', sent)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 303));
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(await countReports()).toBe(before + 1);
  });

  it('does not overwrite a report when somebody goes back and writes another', async () => {
    const sent = fields();
    await engineer.submit('/report', sent);
    const again = await engineer.submit('/report', { ...sent, title: 'Something else' });
    expect(again.status).toBe(409);
    const html = await again.text();
    expect(html).toContain('value="Something else"');
    expect(html).not.toContain(`value="${sent.id}"`);
    expect(html).toMatch(/name="id" value="form-[0-9a-f]{32}"/);
    expect(await test.stores.reports.loadReport('nova', sent.id ?? '')).toMatchObject({ title: 'The torch stays on' });
  });
});

describe('a form with mistakes', () => {
  it.each([
    [{ build: 'one two' }, 'build', 'without spaces'],
    [{ build: '' }, 'build', 'as the device shows it'],
    [{ product: 'No Product' }, 'product', 'Write its short name'],
    [{ product: 'nope' }, 'product', 'There is no product'],
    [{ kind: 'crash' }, 'kind', 'Choose one of the two'],
    [{ title: ' \u0000 ' }, 'title', 'in one line'],
    [{ title: 'x'.repeat(201) }, 'title', 'at most 200 characters'],
    [{ text: ' \r\n ' }, 'text', 'Say what happened'],
    [{ text: 'x'.repeat(20_001) }, 'text', 'at most 20000 characters'],
    [{ device: 'a b' }, 'device', 'or leave it out'],
  ])('mistake %# comes back as it was, with what to do beside it', async (changes, name, fix) => {
    const sent = fields(changes);
    const before = await countReports();
    const response = await engineer.submit('/report', sent);
    expect(response.status).toBe(422);
    const html = await response.clone().text();
    if (name !== 'kind') {
      expect(html).toMatch(new RegExp(`id="${name}"[^>]*aria-invalid="true"`));
      expect(html).toContain(`<span class="error" id="${name}-error">`);
    }
    expect(html).toContain(`value="${sent.id}"`);
    const words = await wordsOf(response);
    expect(words).toContain('Not sent yet.');
    expect(words).toContain(fix);
    if (sent.title === 'The torch stays on') expect(html).toContain('value="The torch stays on"');
    expect(await countReports()).toBe(before);
  });

  it('shows every mistake at once', async () => {
    const html = await (await engineer.submit('/report', {})).text();
    for (const name of ['product', 'build', 'title', 'text']) expect(html).toContain(`id="${name}-error"`);
    expect(html).toContain('href="#kind-bug"');
    expect(html).toMatch(/name="id" value="form-[0-9a-f]{32}"/);
  });

  it.each([
    [{}, 'token', 'It is not said who reports.'],
    [{ token: 'od_nova.x' }, 'token', 'This is not a device token of this service.'],
    [{ token: 'of_test_engineer' }, 'token', 'This is not a device token of this service.'],
    [{ token: 'luna' }, 'product', 'Your device is of another product.'],
    [{ token: 'SN-1', device: 'SN-2' }, 'device', 'The token belongs to another device.'],
  ])('from a stranger with %o says who may send it', async (changes: Record<string, string>, name, why) => {
    const tokens: Record<string, string> = { luna: tokenOf('luna', 'SN-1'), 'SN-1': tokenOf('nova', 'SN-1') };
    const token = tokens[changes.token ?? ''] ?? changes.token ?? '';
    const response = await visitorOf(test).submit('/report', fields({ ...changes, token }));
    expect(response.status).toBe(422);
    const html = await response.clone().text();
    expect(html).toContain(`id="${name}-error"`);
    // A wrong secret does not go back into the page; the right one is not to be typed twice.
    if (token !== '') expect(html.includes(`value="${token}"`)).toBe(name !== 'token');
    expect(await wordsOf(response)).toContain(why);
  });

  it('keeps an engineer of one product to it', async () => {
    const narrow = visitorOf(test);
    await narrow.logIn('nova-engineer');
    const response = await narrow.submit('/report', fields({ product: 'luna' }));
    expect([response.status, await wordsOf(response)]).toEqual([
      422,
      expect.stringContaining('Your token is for nova alone.'),
    ]);
    expect(await countReports('luna')).toBe(0);
  });
});

describe('trouble', () => {
  it('takes away nothing that was typed, and the second try is the same report', async () => {
    const sent = fields({ text: 'A long story.' });
    const { recordReport } = test.stores.reports;
    const recordNothing = async () => {
      throw new AppError('database-unavailable', 'The database does not answer.');
    };
    Object.assign(test.stores.reports, { recordReport: recordNothing });
    const response = await engineer.submit('/report', sent);
    Object.assign(test.stores.reports, { recordReport });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
    const html = await response.text();
    for (const part of ['A long story.', `value="${sent.id}"`, 'value="The torch stays on"'])
      expect(html).toContain(part);
    expect((await engineer.submit('/report', sent)).status).toBe(303);
  });

  it('answers what is no form with a problem', async () => {
    const origin = { origin: ownOrigin };
    const multipart = { ...origin, 'content-type': 'multipart/form-data; boundary=x' };
    const urlencoded = { ...origin, 'content-type': 'application/x-www-form-urlencoded' };
    const statusOf = async (headers: Record<string, string>, text: string) =>
      (await test.send('POST', '/report', { as: 'engineer', headers, text })).status;
    expect(await statusOf(multipart, 'no boundary at all')).toBe(400);
    const file = '--x\r\ncontent-disposition: form-data; name="title"; filename="a"\r\n\r\nb\r\n--x--\r\n';
    expect(await statusOf(multipart, file)).toBe(400);
    expect(await statusOf({ ...origin, 'content-type': 'application/json' }, '{}')).toBe(415);
    expect(await statusOf(urlencoded, 'title=a&title=b')).toBe(400);
    expect(await statusOf(urlencoded, `text=${'x'.repeat(300_000)}`)).toBe(413);
    expect(await statusOf(urlencoded, '%ff%00=%')).toBe(422);
  });

  it('thanks nobody for a report that cannot be', async () => {
    for (const query of ['', '?product=nova', '?product=nova&report=a b&issue=1', '?product=nova&report=a&issue=x']) {
      expect((await visitorOf(test).look(`/report/thanks${query}`)).status).toBe(400);
    }
  });
});
