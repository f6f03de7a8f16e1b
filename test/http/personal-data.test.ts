// Personal data in every field that takes a text, through every door that takes reports: then everything stored is searched.
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleReports } from '../../src/app/settle-reports.ts';
import { deriveProjectId } from '../../src/domain/issue/project-id.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { field, message } from '../samples/protobuf.ts';
import { zipOf } from '../samples/zip.ts';
import { type FleetApp, openFleetApp } from './fleet.ts';

/** Each can be found by letters or digits that nothing else in this file has. */
const secrets = {
  mail: 'zoe.quill@example.org',
  unicodeMail: 'jürgen.späth@exämple.de',
  phone: '+49 171 9876543',
  imei: '49-015420-323751-8',
  mac: 'de:ad:0b:5e:11:07',
  plainMac: 'mac=dead0b5e1107',
  ssid: 'ssid="Villa Kunterbunt"',
  place: 'lat=48.137154, lng=11.576124',
  jwt: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3NzcxIn0.Qk9CSVNIRVJF',
  bearer: 'Authorization: Bearer zx81spectrum0000',
  aws: 'AKIAZOEQUILL00000000',
  home: '/home/zquill/src/main.c',
  windows: 'C:\\Users\\zquill\\AppData\\x.log',
  usersFolder: '/Users/zquill/Library/x',
};
const found =
  /zoe\.quill|jürgen|späth|9876543|323751|03237518|de:ad:0b|dead0b5e|Kunterbunt|48\.137|11\.576|eyJzdWIi|Qk9CSVN|zx81spectrum|ZOEQUILL|zquill/i;
const personal = Object.values(secrets).join(' ; ');
const short = `${secrets.mail} ${secrets.phone} ${secrets.home}`;

/** What has to survive, or nobody finds the fault. */
const frame =
  '#00 pc 00000000000a1b2c  /system/lib64/libcamera.so (Lens::open+160) (BuildId: 5f4dcc3b5aa765d61d8327deb882cf99)';
const java = `java.lang.IllegalStateException: of ${personal}\n\tat com.nova.Lens.open(Lens.java:77)\n\tat /data/user/0/x`;

/** Each value begins a line, as JSON writes lines. */
const logOfJson = Object.values(secrets)
  .map((secret) => JSON.stringify({ level: 'error', message: `first\n${secret}\r\n\tat a.b(C.java:7)` }))
  .join('\n');
const crashOfIos = {
  procPath: secrets.usersFolder,
  crashReporterKey: '490154203237518',
  asi: { 'libc.dylib': [`abort\n${personal}`] },
  threads: [{ name: short, triggered: true, frames: [{ symbol: 'open', sourceFile: secrets.home }] }],
};
/** Numbers of fields: system/core/debuggerd/proto/tombstone.proto of AOSP. */
const thread = message(
  field(1, 42),
  field(2, short),
  field(4, message(field(1, 4096), field(4, `open ${secrets.mail}`), field(6, secrets.home))),
  field(5, message(field(2, secrets.home), field(4, personal))),
);
const tombstone = message(
  field(2, `nova/${secrets.mail}`),
  field(5, 42),
  field(6, 42),
  field(8, short),
  field(9, secrets.home),
  field(9, `--user=${personal}`),
  field(10, message(field(1, 11), field(2, 'SIGSEGV'))),
  field(14, `${personal} ${personal}`),
  field(15, message(field(1, personal))),
  field(16, message(field(1, 42), field(2, thread))),
  field(17, message(field(7, secrets.home))),
  field(18, message(field(1, 'system'), field(2, message(field(5, short), field(6, personal))))),
  field(19, message(field(2, secrets.usersFolder), field(3, short))),
);

let test: FleetApp;
let token = '';
beforeAll(async () => {
  test = await openFleetApp();
  token = (await test.enrol('SN-1')).token;
  await test.addToken('nova-app', 'reporter', 'nova');
});
afterAll(() => test.close());

async function send(
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  method = 'POST',
) {
  const answer = await test.app.request(path, { method, headers, body }, test.surroundings);
  await answer.arrayBuffer();
  return answer.status;
}
const personalHeaders = {
  'user-agent': short,
  referer: `https://x.org/?q=${encodeURIComponent(short)}`,
  cookie: 'a=zx81spectrum0000',
};
const asDevice = () => ({ ...personalHeaders, authorization: `Bearer ${token}` });
const asApp = { ...personalHeaders, 'x-sentry-auth': 'Sentry sentry_version=7, sentry_key=of_test_nova-app' };

function event(id: string) {
  const frames = [
    {
      filename: secrets.home,
      abs_path: secrets.windows,
      function: 'open',
      lineno: 7,
      vars: { mail: secrets.mail },
      context_line: personal,
    },
    { filename: 'lens.js', function: 'openLens', lineno: 3, colno: 4 },
  ];
  return {
    event_id: id,
    platform: 'javascript',
    level: 'error',
    release: 'fw@1.2.0',
    environment: short,
    server_name: secrets.home,
    transaction: short,
    logger: short,
    message: personal,
    logentry: { formatted: personal, message: personal, params: [secrets.mail] },
    culprit: personal,
    user: {
      id: '490154203237518',
      email: secrets.mail,
      username: 'zquill',
      ip_address: '10.1.2.3',
      geo: { city: 'zquill' },
    },
    request: {
      url: `https://${secrets.mail}/x`,
      headers: { Cookie: 'zx81spectrum0000' },
      data: personal,
      env: { HOME: '/home/zquill' },
    },
    tags: { owner: personal, 'build.fingerprint': `nova/${secrets.mail}` },
    extra: { note: personal },
    modules: { [secrets.mail]: '1' },
    contexts: {
      os: { name: `Android ${short}`, version: short },
      device: { name: `Phone of ${secrets.mail}`, model: `n1 ${secrets.phone}`, manufacturer: short, id: secrets.imei },
      runtime: { name: personal, version: short },
    },
    breadcrumbs: { values: [{ timestamp: 1, category: short, message: personal, data: { url: personal } }] },
    exception: { values: [{ type: 'TypeError', value: personal, module: secrets.home, stacktrace: { frames } }] },
    threads: { values: [{ name: short, stacktrace: { frames } }] },
  };
}

const unpacked = (body: Buffer): Buffer => (body[0] === 0x1f && body[1] === 0x8b ? unpacked(gunzipSync(body)) : body);

/** Every column of every table, and every object with its key. */
async function everything(): Promise<string> {
  const tables = await test.database.sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
  const rows: unknown[] = [];
  for (const { name } of tables) {
    rows.push([name, await test.database.sql`select to_jsonb(t)::text as row from ${test.database.sql(name)} t`]);
  }
  const objects = [...test.storage.kept].map(([key, { body }]) => [key, unpacked(Buffer.from(body)).toString('utf8')]);
  // Wide letters have zeros between them, and a zero in a text is kept as a sign of its own.
  return JSON.stringify([rows, objects]).replaceAll(/\\u0000|\ufffd/g, '');
}

async function settle(): Promise<void> {
  await test.settle();
  const ports = { ...test.stores, objects: test.surroundings.process.objects, codec: textCodec };
  await settleReports(ports, test.clock.ms, { maxReports: 100 });
}

describe('personal data in every field', () => {
  it.each(['crash', 'bug', 'idea'])('of a %s is nowhere in the database or in storage', async (kind) => {
    const body = { id: `own-${kind}`, kind, build: '1.2.0', title: `About ${short}`, text: `${java}\n${frame}` };
    const json = { ...asDevice(), 'content-type': 'application/json' };
    expect(await send('/v1/reports', JSON.stringify(body), json)).toBe(201);
    expect(await everything()).not.toMatch(found);
  });

  it('of a crash as bytes is nowhere, in UTF-8 and in what is none', async () => {
    const headers = { ...asDevice(), 'content-type': 'application/octet-stream' };
    const text = `${java}\n${frame}`;
    const named = { id: 'own-build', kind: 'bug', build: 'mac:_deadbeef1234_x', title: 'x', text: 'x' };
    expect(await send('/v1/reports', JSON.stringify(named), { ...headers, 'content-type': 'application/json' })).toBe(
      201,
    );
    expect(await everything()).not.toContain('deadbeef1234');
    expect(await send('/v1/reports/nova/raw-1?build=1.2.0', new TextEncoder().encode(text), headers, 'PUT')).toBe(201);
    const latin = new Uint8Array(Buffer.from(text, 'latin1'));
    expect(await send('/v1/reports/nova/raw-2?build=1.2.0', latin, headers, 'PUT')).toBe(201);
    expect(await everything()).not.toMatch(found);
  });

  it.each([
    ['UTF-16 without a mark', Buffer.from(`${java}\n${frame}`, 'utf16le')],
    ['UTF-16 without a mark, high byte first', Buffer.from(`${java}\n${frame}`, 'utf16le').swap16()],
    ['UTF-16 that breaks off', Buffer.from(`${java}\n${frame}`, 'utf16le').subarray(0, -1)],
    ['UTF-32', Buffer.from([...`${java}\n${frame}`].flatMap((sign) => [sign.charCodeAt(0), 0, 0, 0]))],
    ['bytes with UTF-16 among them', Buffer.concat([Buffer.from('pstore\0\0'), Buffer.from(personal, 'utf16le')])],
    ['bytes with UTF-8 among them', Buffer.from(`\0\xff${personal}`, 'latin1')],
    ['tar', Buffer.from(`a.txt${'\0'.repeat(300)}ustar\0\0${secrets.mail}${'\0'.repeat(900)}7 ${personal}`)],
    ['a log of JSON', Buffer.from(logOfJson)],
    [
      'a crash of iOS',
      Buffer.from(`{"app_name":"Nova","name":${JSON.stringify(short)}}\n${JSON.stringify(crashOfIos)}`),
    ],
    ['a tombstone in protobuf', Buffer.from(tombstone)],
    ['gzip around a tombstone', gzipSync(tombstone)],
    ['gzip around bytes', gzipSync(`\0\xff${personal}`)],
    ['gzip around gzip', gzipSync(gzipSync(personal))],
    [
      'zip around bytes',
      zipOf({ [`${secrets.mail}.bin`]: `\0\xff${personal}` }, { isStored: true, comment: secrets.mail }),
    ],
    ['zip that breaks off', zipOf({ 'a.txt': personal }, { isStored: true }).subarray(0, -9)],
    ['zip around zip', zipOf({ 'a.zip': zipOf({ 'b.txt': personal }, { isStored: true }) }, { isStored: true })],
  ])('of a crash in %s is nowhere', async (name, bytes) => {
    const headers = { ...asDevice(), 'content-type': 'application/octet-stream' };
    const id = name.replaceAll(/\W/g, '-');
    expect(await send(`/v1/reports/nova/${id}?build=1.2.0`, new Uint8Array(bytes), headers, 'PUT')).toBe(201);
    expect(await everything()).not.toMatch(found);
    const file = await send(`/v1/reports/nova/${id}/attachments/x.bin`, new Uint8Array(bytes), headers, 'PUT');
    expect([200, 201]).toContain(file);
    expect(await everything()).not.toMatch(found);
  });

  it('of files and their names is nowhere', async () => {
    const headers = { ...asDevice(), 'content-type': 'application/octet-stream' };
    const spelled = [`call_${secrets.phone.replaceAll(' ', '_')}.txt`, 'view-490154203237518.json'];
    for (const name of [`${secrets.mail}.txt`, `log of ${secrets.phone}.txt`, 'wifi.txt', ...spelled]) {
      const path = `/v1/reports/nova/own-bug/attachments/${encodeURIComponent(name)}`;
      expect([200, 201]).toContain(await send(path, new TextEncoder().encode(`${personal}\nend`), headers, 'PUT'));
    }
    expect(await everything()).not.toMatch(found);
  });

  it('of what Sentry’s SDKs send is nowhere, through either door', async () => {
    const project = deriveProjectId('nova');
    const stored = event('a1'.repeat(16));
    expect(await send(`/api/${project}/store/`, JSON.stringify(stored), asApp)).toBe(200);
    const enclosed = JSON.stringify(event('b2'.repeat(16)));
    const file = `${personal}\n`;
    const size = Buffer.byteLength(file);
    const lines = [
      JSON.stringify({ event_id: 'b2'.repeat(16), sdk: { name: short } }),
      JSON.stringify({ type: 'event', length: Buffer.byteLength(enclosed) }),
      enclosed,
      JSON.stringify({ type: 'attachment', filename: `${secrets.mail} zquill@example.org.txt`, length: size }),
      file,
    ];
    expect(await send(`/api/${project}/envelope/`, lines.join('\n'), asApp)).toBe(200);
    expect(await everything()).not.toMatch(found);
    const devices = await test.database.sql`select device_id from reports where id like 'a1%' or id like 'b2%'`;
    expect(devices.map((row) => row.device_id)).toEqual([null, null]);
  });

  it('of what a check-in says in words is nowhere, before it is counted and after', async () => {
    const install = { type: 'install', outcome: 'failed', reason: `no space in ${secrets.home} of ${secrets.mail}` };
    const events = [
      { id: 'words-1', ...install, build: '1.2.0' },
      { id: 'words-2', type: 'health', build: 'mac:_dead0b5e1107_x', uptimeS: 60, crashes: 0 },
    ];
    const headers = { ...asDevice(), 'content-type': 'application/json' };
    expect(await send('/v1/checkins', JSON.stringify({ events }), headers)).toBe(202);
    expect(await everything()).not.toMatch(found);
  });

  it('is nowhere once all of it is settled, and the fault is', async () => {
    await settle();
    const all = await everything();
    expect(all).not.toMatch(found);
    for (const kept of [
      'com.nova.Lens.open(Lens.java:77)',
      'Lens::open+160',
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '/data/user/0/x',
      'openLens',
    ])
      expect(all).toContain(kept);
  });
});
