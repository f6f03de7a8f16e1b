// The files of the report form: kept without what they say about their sender, refused in clear words, never half sent.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { maxAttachmentBytes } from '../../../src/domain/issue/attachment.ts';
import { maxFormBytes } from '../../../src/http/shared/body-sizes.ts';
import { checkAnswer } from '../../harness/answers.ts';
import { openTestApp, type TestApp } from '../../harness/app.ts';
import { jpeg, marker } from '../../unit/privacy/images.ts';
import { ownOrigin } from './visitor.ts';

let test: TestApp;
beforeAll(async () => {
  test = await openTestApp();
  await test.send('POST', '/v1/products', { as: 'operator', json: { id: 'nova', name: 'Nova' } });
});
afterAll(() => test.close());

const photo = Uint8Array.from(jpeg(true));
let made = 0;
type Given = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> | string };

async function submit(files: readonly Given[], changes: Record<string, string> = {}) {
  made += 1;
  const form = new FormData();
  const fields = {
    id: `files-${made}`,
    product: 'nova',
    build: '1.4.0',
    kind: 'bug',
    title: `Torch ${made}`,
    text: 'On.',
  };
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, value);
  for (const { name, bytes } of files) form.append('files', new Blob([bytes]), name);
  const headers = { authorization: 'Bearer of_test_engineer', accept: 'text/html', origin: ownOrigin };
  const response = await test.app.request('/report', { method: 'POST', headers, body: form }, test.surroundings);
  return { response, id: `files-${made}` };
}

const attached = async (id: string) =>
  (await test.stores.attachments.loadAttachments('nova', id)).map(({ name, form }) => `${name}: ${form}`);

it('are kept with the report: texts cleaned, pictures without their place, archives closed', async () => {
  const { response, id } = await submit([
    { name: 'log.txt', bytes: 'mail me at tim@example.com' },
    { name: 'image.jpg', bytes: photo },
    { name: 'image.jpg', bytes: photo },
    { name: '../../etc/pass\u202ewd<b>.zip', bytes: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0) },
  ]);
  expect(response.status).toBe(303);
  expect(await attached(id)).toEqual([
    'image-2.jpg: image',
    'image.jpg: image',
    'log.txt: text',
    'passwdb.zip: closed',
  ]);
  const kept = [...test.storage.kept.values()].map(({ body }) => Buffer.from(body).toString('latin1')).join();
  expect(kept).not.toContain('tim@');
  expect(kept).not.toContain(marker);
});

it('none were chosen: browsers send an empty one', async () => {
  const { response, id } = await submit([{ name: '', bytes: '' }]);
  expect([response.status, await attached(id)]).toEqual([303, []]);
});

it.each([
  [
    'a picture that cannot be cleaned',
    [{ name: 'a.heic', bytes: '\0\0\0\x18ftypheic' }],
    'a.heic: Files of this kind (pictures',
  ],
  ['an empty file', [{ name: 'e.txt', bytes: '' }], 'e.txt is empty'],
  ['one over the limit', [{ name: 'big.bin', bytes: new Uint8Array(maxAttachmentBytes + 1) }], 'larger than 8 MiB'],
  ['too many', Array.from({ length: 9 }, (_, at) => ({ name: `${at}.txt`, bytes: 'x' })), '9 files are too many'],
])('%s is refused before anything is filed', async (_, files, what) => {
  const { response, id } = await submit([{ name: 'good.txt', bytes: 'fine' }, ...files].slice(-9));
  expect(response.status).toBe(422);
  const html = await response.text();
  expect(html).toContain('id="files-error"');
  expect(html).toContain(what);
  expect(await test.stores.reports.loadReport('nova', id)).toBeNull();
});

it('with another mistake in the form are asked for again', async () => {
  const { response } = await submit([{ name: 'log.txt', bytes: 'x' }], { title: '' });
  expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('Choose them again.')]);
});

it('of a stranger are not looked at, and a form over the limit is not read', async () => {
  const form = new FormData();
  form.append('files', new Blob([new Uint8Array(1_000)]), 'x.heic');
  const headers = { accept: 'text/html', origin: ownOrigin };
  const stranger = await test.app.request('/report', { method: 'POST', headers, body: form }, test.surroundings);
  expect(stranger.status).toBe(422);
  expect(await stranger.text()).not.toContain('x.heic');
  const long = {
    ...headers,
    'content-type': 'multipart/form-data; boundary=x',
    'content-length': String(maxFormBytes + 1),
  };
  const body = 'x';
  expect((await test.app.request('/report', { method: 'POST', headers: long, body }, test.surroundings)).status).toBe(
    413,
  );
});

it('are there once when the form is sent twice, and a third time with another file of the name says so', async () => {
  const id = 'files-twice';
  for (const bytes of ['same', 'same']) {
    const { response } = await submit([{ name: 'log.txt', bytes }], { id, title: 'Twice' });
    expect(response.status).toBe(303);
  }
  const { response } = await submit([{ name: 'log.txt', bytes: 'another' }], { id, title: 'Twice' });
  expect([response.status, await response.text()]).toEqual([
    422,
    expect.stringContaining('The report is kept, and log.txt is not'),
  ]);
  expect(await attached(id)).toEqual(['log.txt: text']);
});

/** To a form of a reporter's page, as the engineer who filed the report. */
async function postFile(path: string, { name, bytes }: { name: string; bytes: string }, fields = {}) {
  const body = new FormData();
  for (const [key, value] of Object.entries<string>(fields)) body.set(key, value);
  body.append('files', new Blob([bytes]), name);
  const headers = { authorization: 'Bearer of_test_engineer', accept: 'text/html' };
  const response = await test.app.request(path, { method: 'POST', headers, body }, test.surroundings);
  await checkAnswer(test.app, { method: 'POST', path }, response);
  return { status: response.status, html: await response.text() };
}

const noFile = { name: 'a.heic', bytes: '\0\0\0\x18ftypheic' };

it('come with a retest too, and a refusal leaves the question open', async () => {
  const { id } = await submit([]);
  const { testers } = test.stores;
  const { loadOwnReport } = testers;
  const build = {
    ...{ id: 'nova-2', version: '1.2.0', channel: 'stable', counter: 2, models: ['n1'], accepts: '*' },
    ...{ isSealed: true, isWithdrawn: false },
  };
  const device = { id: 'SN-1', channel: 'stable', model: 'n1', version: '1.1.0', counter: 1 };
  testers.loadOwnReport = async (product, reportId) => {
    const own = await loadOwnReport(product, reportId);
    return own && { ...own, issue: { ...own.issue, status: 'fixed', fixedIn: 'nova-2' }, device, build };
  };
  const answer = (file: typeof noFile, build = 'nova-2') =>
    postFile(`/my-reports/nova/${id}/retest`, file, { build, answer: 'fixed', remark: 'Calls <are> clear' });
  const refused = await answer(noFile);
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('a.heic: Files of this kind')]);
  expect(refused.html).toMatch(/<textarea id="remark"[^>]*>Calls &lt;are&gt; clear<\/textarea>/);
  const late = await answer({ name: 'a.txt', bytes: 'fine' }, 'nova-1');
  expect([late.status, late.html]).toEqual([409, expect.stringMatching(/<textarea id="words"[^>]*>Calls &lt;are/)]);
  expect(await test.database.sql`select * from report_retests`).toEqual([]);
  expect((await answer({ name: 'a.txt', bytes: 'fine' })).status).toBe(303);
  expect(await attached(id)).toEqual(['a.txt: text']);
  testers.loadOwnReport = loadOwnReport;
});

it('come later, too, within the same rules, and those who work on it are told', async () => {
  const { id } = await submit([]);
  const more = `/my-reports/nova/${id}/more`;
  const add = async (name: string, bytes: string) => (await postFile(more, { name, bytes })).status;
  expect([await add('a.txt', 'fine'), await add('a.txt', 'fine')]).toEqual([303, 303]);
  expect(await attached(id)).toEqual(['a.txt: text']);
  const notes = await test.database.sql`select text from issue_comments where text like 'A reporter added%'`;
  expect(notes).toEqual([{ text: 'A reporter added a file to their report.' }]);
});

it('that are refused take no words of an answer with them', async () => {
  const { id } = await submit([]);
  const more = `/my-reports/nova/${id}/more`;
  const refused = await postFile(more, noFile, { words: 'The <front> lens' });
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('Nothing is added yet. a.heic: Files')]);
  expect(refused.html).toMatch(/<textarea id="words"[^>]*>The &lt;front&gt; lens<\/textarea>/);
  expect(await attached(id)).toEqual([]);
  await postFile(more, { name: 'a.txt', bytes: 'fine' });
  const half = await postFile(more, { name: 'a.txt', bytes: 'another' }, { words: 'The back lens' });
  expect([half.status, half.html]).toEqual([
    422,
    expect.stringContaining('Your words are added. The report is kept, and'),
  ]);
  expect(half.html).toMatch(/<textarea id="words"[^>]*><\/textarea>/);
  expect(await attached(id)).toEqual(['a.txt: text', expect.stringMatching(/^answer-[\da-f-]+\.txt: text$/)]);
  const lastNote = () => test.database.sql`select text from issue_comments order by id desc limit 1`;
  expect(await lastNote()).toEqual([
    { text: expect.stringMatching(/^A reporter added answer-[\da-f-]+\.txt to their/) },
  ]);
  // In the same second: other words are another file, and the same ones are there already.
  const addBoth = async (words: string) => (await postFile(more, { name: 'a.txt', bytes: 'fine' }, { words })).status;
  expect([await addBoth('The side lens'), await addBoth('The side lens')]).toEqual([303, 303]);
  const told = await test.database
    .sql`select data from events where type = 'issue.answered' and data ->> 'report' = ${id}`;
  expect(told.map(({ data }) => [data.words, data.files])).toEqual([
    [false, 1],
    [true, 0],
    [true, 0],
  ]);
  const said = await test.database.sql`select words from report_answers where report_id = ${id} order by words`;
  expect(said.map(({ words }) => words)).toEqual(['The back lens', 'The side lens']);
});

it('that storage does not take leave the form as it was', async () => {
  const { objects } = test.surroundings.process;
  const { putObject } = objects;
  const { AppError } = await import('../../../src/app/app-error.ts');
  Object.assign(objects, { putObject: () => Promise.reject(new AppError('storage-unavailable', 'Storage is away.')) });
  const { response } = await submit([{ name: 'log.txt', bytes: 'x' }]);
  Object.assign(objects, { putObject });
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('choose your files again')]);
});
