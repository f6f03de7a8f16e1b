// Requests whose head is no HTTP/1.1, or says what two readers could take in two ways, with the answer that each deserves.

export type BrokenHead = {
  readonly name: string;
  readonly bytes: string;
  readonly status: number;
  /** Where the parser of Node lets pass what only a proxy has to refuse. */
  readonly passesOnNode?: boolean;
};

const host = 'Host: of.test\r\n';
const last = 'Connection: close\r\n\r\n';
const ask = (line: string, headers = host): string => `${line}\r\n${headers}${last}`;
const post = (headers: string, body: string): string =>
  ask('POST /v1/reports HTTP/1.1', `${host}${headers}\r\n`) + body;
const chunks = (body: string): string => post('Transfer-Encoding: chunked', body);

const targets: readonly BrokenHead[] = [
  '*',
  'healthz',
  '\\healthz',
  '?',
  '#',
  'x:80',
  'http:',
  'http:/x',
  'mailto:x',
  'ftp://x/',
  'http://a:99999/',
  'http://[::/',
  'http://a%20b/',
  'http://a:b@x/healthz',
  '/a\0b',
  '/a\x7fb',
  '/\xff',
  '/a\tb',
].map((target) => ({
  name: `the target ${JSON.stringify(target)}`,
  bytes: ask(`GET ${target} HTTP/1.1`),
  status: 400,
}));

const hosts: readonly BrokenHead[] = [
  'a b',
  '.git/config',
  'a@b',
  'a:b',
  'a:99999',
  '[::1',
  'a%00b',
  'a, b',
  'a<b',
  'a?b',
  'a#b',
  '/',
  'http://x',
  '\xff\xfe',
  '999.999.999.999',
].map((name) => ({
  name: `the Host ${JSON.stringify(name)}`,
  bytes: ask('GET /healthz HTTP/1.1', `Host: ${name}\r\n`),
  status: 400,
}));

const methods: readonly BrokenHead[] = [
  ...['FOO', 'get', 'PRI', 'G(T', 'G'.repeat(50), ''].map((method) => ({ method, status: 400 })),
  ...['TRACE', 'PROPFIND', 'LINK', 'SOURCE', 'M-SEARCH', 'MKCALENDAR', 'UNBIND'].map((method) => ({
    method,
    status: 405,
  })),
].map(({ method, status }) => ({ name: `the method "${method}"`, bytes: ask(`${method} /healthz HTTP/1.1`), status }));

const headers: readonly BrokenHead[] = [
  ['a folded header', 'X: a\r\n b\r\n'],
  ['a folded first header', ' X: a\r\n'],
  ['a bare line feed', 'X: a\nY: b\r\n'],
  ['a bare carriage return', 'X: a\rY: b\r\n'],
  ['a space before a colon', 'X : a\r\n'],
  ['no colon', 'X\r\n'],
  ['no name', ': a\r\n'],
  ['a NUL in a name', 'N\0: a\r\n'],
  ['a NUL in a value', 'X: a\0b\r\n'],
].map(([name = '', line = '']) => ({ name, bytes: ask('GET /healthz HTTP/1.1', host + line), status: 400 }));

const lengths: readonly BrokenHead[] = [
  { name: 'two lengths', bytes: post('Content-Length: 5\r\nContent-Length: 6', 'hello'), status: 400 },
  { name: 'the same length twice', bytes: post('Content-Length: 5\r\nContent-Length: 5', 'hello'), status: 400 },
  { name: 'a list of lengths', bytes: post('Content-Length: 5, 5', 'hello'), status: 400 },
  ...['+5', '-5', '0x5', '5x', '5 5', ''].map((said) => ({
    name: `the length "${said}"`,
    bytes: post(`Content-Length: ${said}`, 'hello'),
    status: 400,
  })),
  {
    name: 'a length and chunks',
    bytes: post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'),
    status: 400,
  },
  {
    name: 'chunks and a length',
    bytes: post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'),
    status: 400,
  },
  { name: 'chunks twice', bytes: post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', ''), status: 400 },
  { name: 'chunks that are not last', bytes: post('Transfer-Encoding: chunked, identity', ''), status: 400 },
  { name: 'a coding with a space', bytes: post('Transfer-Encoding : chunked', '0\r\n\r\n'), status: 400 },
  { name: 'an unknown coding', bytes: post('Transfer-Encoding: xchunked', ''), status: 400 },
  {
    name: 'a coding besides chunks',
    bytes: post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n'),
    status: 400,
    passesOnNode: true,
  },
  ...['zz\r\n', '-1\r\nx', '0x5\r\nhello\r\n0\r\n\r\n', '5\nhello\n0\n\n', '5\r\nhelloX\r\n', ' 5\r\nhello\r\n'].map(
    (body) => ({ name: `the chunks ${JSON.stringify(body)}`, bytes: chunks(body), status: 400 }),
  ),
  {
    name: 'a trailer without a colon',
    bytes: chunks('2\r\n{}\r\n0\r\nX y\r\n\r\n'),
    status: 400,
  },
];

const others: readonly BrokenHead[] = [
  { name: 'two Hosts', bytes: ask('GET /healthz HTTP/1.1', `${host}Host: x\r\n`), status: 400 },
  {
    name: 'a Host with a tilde',
    bytes: ask('GET /healthz HTTP/1.1', 'Host: a~b\r\n'),
    status: 400,
  },
  { name: 'no Host', bytes: ask('GET /healthz HTTP/1.1', ''), status: 400 },
  { name: 'another version', bytes: ask('GET /healthz HTTP/1.2'), status: 400 },
  { name: 'a version with a tail', bytes: ask('GET /healthz HTTP/1.1 x'), status: 400 },
  { name: 'a tab for a space', bytes: ask('GET\t/healthz\tHTTP/1.1'), status: 400 },
  { name: 'no HTTP', bytes: 'hello\r\n\r\n', status: 400 },
  { name: 'the preface of HTTP/2', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', status: 400 },
  { name: 'a hello of TLS', bytes: `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${'\x17'.repeat(500)}`, status: 400 },
  { name: 'a target of 64 KiB', bytes: ask(`GET /${'a'.repeat(65_536)} HTTP/1.1`), status: 431 },
  { name: 'a header of 64 KiB', bytes: ask('GET / HTTP/1.1', `${host}X: ${'a'.repeat(65_536)}\r\n`), status: 431 },
  { name: 'a tunnel', bytes: ask('CONNECT x:443 HTTP/1.1'), status: 405 },
  {
    name: 'a tunnel into workerd',
    bytes: ask('CONNECT miniflare-unsafe-internal-capnp-connect HTTP/1.1'),
    status: 405,
  },
];

export const brokenHeads: readonly BrokenHead[] = [...targets, ...hosts, ...methods, ...headers, ...lengths, ...others];
