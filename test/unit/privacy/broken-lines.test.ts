// Ends of lines that are written as escapes, as JSON keeps a log in one line: a value behind one is found like any other.
import { expect, it } from 'vitest';
import { cleanText } from '../../../src/domain/privacy/clean-text.ts';
import { lineOf, secretsOf } from './marked.ts';

/** What may not be left over stands in ⟦ ⟧. */
const seeds = [
  '⟦+49 171 9876543⟧',
  '⟦490154203237518⟧',
  '⟦de:ad:0b:5e:11:07⟧',
  'ssid=⟦Kunterbunt⟧',
  'lat=⟦48.137154⟧, lng=⟦11.576124⟧',
  '⟦48.137154, 11.576124⟧',
  'password=⟦geheim99⟧',
  '⟦84.56.12.33⟧',
  'serialno=⟦R58M12ABCDE⟧',
  '⟦4111111111111111⟧',
  'USER=⟦zquill⟧',
  '~⟦zquill⟧/x',
];

const breaks = ['\\n', '\\t', '\\r\\n', '\\\\n', '%0A', '%0d%0a', '\\u000a', '&#10;', '\\x0a', '\\012'];

it.each(seeds)('takes out behind the end of a line: %s', (seed) => {
  for (const end of breaks) {
    const line = `{"message":"first${end}${lineOf(seed)} ${end}","b":"at b"}`;
    const { text } = cleanText(`before\n${line}\nlast`);
    for (const secret of secretsOf(seed)) expect(text).not.toContain(secret);
    expect(text.startsWith('before\n{"message":"first') && text.endsWith('at b"}\nlast')).toBe(true);
    expect(cleanText(text).text).toBe(text);
  }
});

it('keeps ends of lines as they were written', () => {
  const { text } = cleanText('{"log":"first\\n\\tat a.b(C.java:7)\\r\\npassword=geheim99 \\\\n"}');
  expect(text).toBe('{"log":"first\\n\\tat a.b(C.java:7)\\r\\npassword=<token> \\\\n"}');
});

it('takes no more than the line of a cookie', () => {
  const { text } = cleanText('{"log":"GET /x\\nCookie: sid=geheim99; x=1\\r\\nHost: x.org\\n\\tat a.b(C.java:7)"}');
  expect(text).toBe('{"log":"GET /x\\nCookie: <token>\\r\\nHost: x.org\\n\\tat a.b(C.java:7)"}');
});

it.each([
  'C:\\tools\\new\\readme.txt not found, \\n\\t\\r',
  '{"stack":"Error: x\\n    at f (a.js:1:2)\\n\\tat g (b.js:3:4)"}',
  'D:\\rssid\\nssid=\\token\\name=Lens',
  'a%0Ab%0d%0Ac &#10; \\u000a \\x0a',
])('leaves alone: %s', (line) => {
  expect(cleanText(line)).toEqual({ text: line, removed: {} });
});

it('takes a mail address before what begins the next field of protobuf, in bytes that were read as a text', () => {
  expect(cleanText('open zoe@example.org2\u0017/system/lib.so').text).toBe('open <mail>2\u0017/system/lib.so');
});
