// Requests that want to break the intake of reports: made by the rules of a seed, so that a failure can be made again.
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { openDice } from '../../scripts/bench/poll/dice.ts';
import { crashSamples } from './crashes.ts';

export type HostileRequest = {
  readonly kind: string;
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** `project` and `key` are of a DSN, `reportId` is of a report that is there, `token` may file reports. */
export type Target = {
  readonly project: string;
  readonly key: string;
  readonly token: string;
  readonly reportId: string;
};

type Dice = (bound: number) => number;
type Maker = (dice: Dice, target: Target, at: number) => Omit<HostileRequest, 'kind'>;

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const pick = <T>(dice: Dice, from: readonly T[]): T => from[dice(from.length)] as T;
const json = { 'content-type': 'application/json' };
const deep = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels);

/** Pieces that parsers, databases, shells, terminals and pages have stumbled over. */
const tokens: readonly string[] = [
  ...[
    '\\u0000',
    '\\ud800',
    '\\udfff\\ud800',
    '\u0000',
    '\u202e',
    '\ufeff',
    '\u2028',
    '\\',
    '"',
    "'",
    '`',
    '%00',
    '%',
    '$(id)',
  ],
  ...[
    '{}',
    '[]',
    '[[[[',
    '}}}}',
    ',',
    ':',
    'null',
    'NaN',
    'Infinity',
    '-0',
    '1e999',
    '-1e-999',
    '9007199254740993',
    '1'.repeat(400),
  ],
  ...[
    '"__proto__":{"x":1},',
    '"constructor":{"prototype":{"x":1}},',
    '"id":"a","id":"b",',
    '"toString":1,',
    '"length":-1,',
  ],
  ...[
    "');drop table reports;--",
    '<script>alert(1)</script>',
    '\u001b]52;c;eA==\u0007',
    '=cmd|x',
    '../../../../etc/passwd',
    'file:///',
  ],
  ...[
    '\r\n\r\n',
    '\n',
    '\n\n\n',
    '\t',
    '@'.repeat(300),
    '+49 171 2345678'.repeat(20),
    'a'.repeat(5_000),
    '\u{1f4a5}'.repeat(50),
  ],
  ...[
    '{"type":"event"}',
    '{"type":"attachment","length":99999999}',
    '{"length":-1}',
    '{"length":1e400}',
    '{"type":7}',
    'PK\u0003\u0004',
  ],
];

/** One to six changes of a valid request: cut, doubled, flipped, filled with what others stumbled over. */
function mutate(dice: Dice, valid: Uint8Array): Uint8Array {
  let body = Buffer.from(valid);
  for (let change = dice(6); change >= 0; change -= 1) {
    const at = dice(body.length + 1);
    const length = dice(40);
    const [before, after] = [body.subarray(0, at), body.subarray(at)];
    const middle = [
      () => Buffer.concat([before, bytes(pick(dice, tokens)), after]),
      () => Buffer.concat([before, bytes(pick(dice, tokens)), after.subarray(length)]),
      () => Buffer.from(before),
      () => Buffer.concat([before, after.subarray(length)]),
      () => Buffer.concat([before, after.subarray(0, length), after]),
      () => Buffer.from(body.map((byte, index) => (index === at ? byte ^ (1 << dice(8)) : byte))),
    ];
    body = pick(dice, middle)();
  }
  return body;
}

const report = (dice: Dice, at: number): Record<string, unknown> => ({
  id: `hostile-${at}`,
  kind: pick(dice, ['crash', 'bug', 'idea']),
  build: '1.2.0',
  device: `SN-${dice(5_000)}`,
  title: 'A title',
  text: pick(dice, crashSamples).one,
});

/** Values where a value of another kind is meant. */
const odd = (dice: Dice): unknown =>
  pick<unknown>(dice, [
    ...[null, true, -1, 0.5, 1e21, '', ' ', [], {}, [[]], { a: 1 }, '\u0000', '\ud800', 'x'.repeat(700_000), '../..'],
    ...['<b>', '\u202eabc', 'a\nb', '\u001b[31m', '%s%n', ['crash'], { kind: 'crash' }, '１２', '🤖'.repeat(300)],
  ]);

const filing: Maker = (dice, { token }, at) => {
  const body = report(dice, at);
  for (let change = dice(3); change >= 0; change -= 1)
    body[pick(dice, ['id', 'kind', 'build', 'device', 'title', 'text', 'release', 'fingerprint', 'product', 'more'])] =
      odd(dice);
  const text = pick(dice, [
    () => JSON.stringify(body),
    () => `${deep(dice(20_000), '[', ']')}`,
    () => deep(dice(5_000), '{"a":', '}'),
    () => `{"id":"x",${'"a":1,'.repeat(dice(20_000))}"kind":"crash"}`,
    () => `\ufeff${JSON.stringify(body)}`,
  ])();
  return {
    method: 'POST',
    path: '/v1/reports',
    headers: { ...json, authorization: `Bearer ${token}` },
    body: bytes(text),
  };
};

const mutatedFiling: Maker = (dice, { token }, at) => ({
  method: 'POST',
  path: '/v1/reports',
  headers: { ...json, authorization: `Bearer ${token}` },
  body: mutate(dice, bytes(JSON.stringify(report(dice, at)))),
});

const packers = {
  gzip: gzipSync,
  deflate: deflateSync,
  'x-gzip': gzipSync,
  br: brotliCompressSync,
  raw: deflateRawSync,
};
const bombs: readonly (readonly [string, Uint8Array])[] = [
  ['gzip', gzipSync(Buffer.alloc(20_000_000))],
  ['br', brotliCompressSync(Buffer.alloc(20_000_000))],
  ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
];

const packed: Maker = (dice, target, at) => {
  if (dice(8) === 0) {
    const [encoding, body] = pick(dice, bombs);
    const isEnvelope = dice(2) === 0;
    const headers = isEnvelope ? sentryAuth(target) : { ...json, authorization: `Bearer ${target.token}` };
    const path = isEnvelope ? `/api/${target.project}/envelope/` : '/v1/reports';
    return { method: 'POST', path, headers: { ...headers, 'content-encoding': encoding }, body };
  }
  const [name, pack] = pick(dice, Object.entries(packers));
  const said =
    dice(4) === 0
      ? pick(dice, [
          'zstd',
          'constructor',
          '__proto__',
          'tostring',
          'compress',
          'lzma',
          '',
          'gzip,gzip,gzip',
          '\u00e9',
          'identity',
          'GZIP ',
        ])
      : name;
  const whole = pack(Buffer.from(JSON.stringify(report(dice, at))));
  const body = dice(2) === 0 ? mutate(dice, whole) : whole;
  const headers = { ...json, authorization: `Bearer ${target.token}`, 'content-encoding': said };
  return { method: 'POST', path: '/v1/reports', headers, body };
};

const multipart: Maker = (dice, { token }, at) => {
  const boundary = pick(dice, ['x', 'a'.repeat(70), '', '"', '\\']);
  const part = `--${boundary}\r\ncontent-disposition: form-data; name="${pick(dice, tokens).replace(/[^ -~]/g, '')}"\r\n\r\nv\r\n`;
  const body =
    part.repeat(dice(4_000)) + (dice(2) === 0 ? `--${boundary}--\r\n` : '') + JSON.stringify(report(dice, at));
  const type = pick(dice, [
    `multipart/form-data; boundary=${boundary}`,
    'multipart/mixed',
    'application/x-www-form-urlencoded',
    'text/plain',
    'application/json; charset=utf-16',
    '*/*',
  ]);
  return {
    method: 'POST',
    path: '/v1/reports',
    headers: { 'content-type': type, authorization: `Bearer ${token}` },
    body: bytes(body),
  };
};

const sentryAuth = ({ key }: Target) => ({ 'x-sentry-auth': `Sentry sentry_version=7, sentry_key=${key}` });
const eventId = (at: number): string => at.toString(16).padStart(32, '0');
const event = (dice: Dice, at: number): Record<string, unknown> => ({
  event_id: eventId(at),
  platform: pick(dice, ['node', 'java', 'native', 'python', 'cocoa', 'other']),
  release: 'fw@1.2.0+45',
  user: { id: `SN-${dice(5_000)}` },
  exception: {
    values: [
      {
        type: 'Error',
        value: 'x',
        stacktrace: { frames: [{ function: 'f', filename: 'a.js', lineno: 1, instruction_addr: '0x10' }] },
        mechanism: { type: 'x', meta: { signal: { number: 11, name: 'SIGSEGV' } } },
      },
    ],
  },
  breadcrumbs: { values: [{ message: 'tap', timestamp: 1 }] },
  contexts: { device: { model: 'n1' }, os: { name: 'Android' } },
  debug_meta: { images: [{ image_addr: '0x1', image_size: 64, code_file: '/x', code_id: 'ab' }] },
});

/** Puts something else anywhere into a tree of JSON. */
function spoil(dice: Dice, value: unknown, chance: number): unknown {
  if (dice(chance) === 0) return odd(dice);
  if (Array.isArray(value)) return value.map((each) => spoil(dice, each, chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spoil(dice, member, chance)]));
}

const storing: Maker = (dice, target, at) => {
  const text = JSON.stringify(spoil(dice, event(dice, at), 12));
  const body = dice(2) === 0 ? mutate(dice, bytes(text)) : bytes(text);
  const path = `/api/${dice(12) === 0 ? pick(dice, ['0', '-1', 'nova', '9'.repeat(30), '%00', '..']) : target.project}/store/`;
  return { method: 'POST', path, headers: { ...json, ...sentryAuth(target) }, body };
};

const itemTypes = [
  'event',
  'attachment',
  'session',
  'transaction',
  'client_report',
  'replay_recording',
  'profile',
  'check_in',
  '',
  'minidump',
];

const enveloping: Maker = (dice, target, at) => {
  const head = JSON.stringify({ event_id: eventId(at), dsn: dice(3) === 0 ? pick(dice, tokens) : undefined });
  const item = (): string => {
    const type = pick(dice, itemTypes);
    const payload = type === 'event' ? JSON.stringify(spoil(dice, event(dice, at), 30)) : pick(dice, tokens);
    const length = pick<unknown>(dice, [
      Buffer.byteLength(payload),
      undefined,
      Buffer.byteLength(payload) + dice(9),
      -1,
      1e9,
      '7',
      null,
      0.5,
    ]);
    return `${JSON.stringify({ type, length, filename: pick(dice, tokens), content_type: pick(dice, tokens) })}\n${payload}\n`;
  };
  const items = Array.from({ length: dice(40) === 0 ? 2_000 : dice(6) }, item).join(dice(5) === 0 ? '\n\n' : '');
  const whole = bytes(`${head}\n${items}`);
  const body = dice(2) === 0 ? mutate(dice, whole) : whole;
  return {
    method: 'POST',
    path: `/api/${target.project}/envelope/`,
    headers: { 'content-type': 'application/x-sentry-envelope', ...sentryAuth(target) },
    body,
  };
};

/** Beginnings of files that somebody opens, or that seem to be one. */
const fileHeads: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  [0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0x45, 0x78, 0x69, 0x66],
  [0x52, 0x49, 0x46, 0x46, 0xff, 0xff, 0xff, 0x7f, 0x57, 0x45, 0x42, 0x50],
  [0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0],
  [0x50, 0x4b, 3, 4, 20, 0, 1, 0],
  [0x1f, 0x8b, 8, 0],
  [0x7f, 0x45, 0x4c, 0x46],
  [0x42, 0x5a, 0x68, 0x39],
  [0xef, 0xbb, 0xbf],
  [],
];
const names = [
  'a',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%ED%A0%80',
  '%2e%2e',
  'a'.repeat(300),
  '%F0%9F%92%A5',
  'con',
  '%0d%0ax',
  '%E2%80%AEgpj',
  '%',
  '%zz',
  '.',
  'a%20b',
  '%22%3E%3Cscript%3E',
];

const attaching: Maker = (dice, { token, reportId }) => {
  const noise = Uint8Array.from({ length: dice(3_000) }, () => dice(256));
  const body = Buffer.concat([Uint8Array.from(pick(dice, fileHeads)), noise, bytes(pick(dice, tokens))]);
  const path = `/v1/reports/nova/${dice(6) === 0 ? pick(dice, names) : reportId}/attachments/${pick(dice, names)}${dice(9)}`;
  const encoding = dice(6) === 0 ? { 'content-encoding': pick(dice, ['gzip', 'br', 'deflate', 'zstd']) } : {};
  return {
    method: 'PUT',
    path,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream', ...encoding },
    body,
  };
};

const uploading: Maker = (dice, { token, reportId }) => {
  const isEnd = dice(2) === 0;
  const valid = isEnd
    ? { parts: [{ partNumber: 1, etag: 'x' }] }
    : { name: 'a.zip', sizeBytes: 9e6, sha256: 'ab'.repeat(32) };
  const text = JSON.stringify(spoil(dice, valid, 5));
  const path = `/v1/reports/nova/${reportId}/attachments${isEnd ? `/${pick(dice, names)}/complete` : ''}`;
  return {
    method: 'POST',
    path,
    headers: { ...json, authorization: `Bearer ${token}` },
    body: dice(2) === 0 ? mutate(dice, bytes(text)) : bytes(text),
  };
};

/** A length that is not the body's, a type that is none, a token of nobody. */
const misled: Maker = (dice, target, at) => {
  const base = pick(dice, [filing, storing, enveloping])(dice, target, at);
  const lie = pick<Record<string, string>>(dice, [
    { 'content-length': String(base.body.length + 1 + dice(1_000)) },
    { 'content-length': String(Math.max(0, base.body.length - 1 - dice(100))) },
    { 'content-length': pick(dice, ['-1', '1e9', '0x10', '99999999999999999999', 'x', '']) },
    {
      'content-type': pick(dice, ['', 'application/json;charset=koi8-r', 'x/y', ';;;', 'application/json, text/plain']),
    },
    {
      authorization: pick(dice, [
        '',
        'Bearer',
        'Bearer  ',
        'Basic eDp5',
        `Bearer ${'a'.repeat(500)}`,
        'Bearer od_nova.x.y',
      ]),
    },
    {
      'x-sentry-auth': pick(dice, [
        '',
        'Sentry',
        'Sentry sentry_key=',
        `Sentry sentry_key=${'k'.repeat(400)}`,
        'sentry_key=a,sentry_key=b',
      ]),
    },
  ]);
  return { ...base, headers: { ...base.headers, ...lie } };
};

const makers = { filing, mutatedFiling, packed, multipart, storing, enveloping, attaching, uploading, misled } as const;

/** The same for the same seed and number. */
export function hostileRequest(seed: number, at: number, target: Target): HostileRequest {
  const dice = openDice(seed * 1_000_003 + at);
  const [kind, make] = pick(dice, Object.entries(makers));
  return { kind, ...make(dice, target, at) };
}
