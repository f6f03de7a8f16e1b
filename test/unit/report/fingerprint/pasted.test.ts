// Crashes as people paste them: quoted, indented, behind other loggers, coloured, escaped; each has the key of the crash itself.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { crashSamples } from '../../../samples/crashes.ts';

const strict = (text: string): string => fingerprintText(text).keys.strict;
const eachLine =
  (change: (line: string, at: number) => string) =>
  (text: string): string =>
    text.split('\n').map(change).join('\n');

const pastes: readonly (readonly [how: string, paste: (text: string) => string])[] = [
  ['indented', eachLine((line) => `    ${line}`)],
  ['indented by a tab', eachLine((line) => `\t${line}`)],
  ['quoted in a mail', eachLine((line) => `> ${line}`)],
  ['fenced among words', (text) => `It happens every hour.\n\n\`\`\`text\n${text}\n\`\`\`\n\nAny idea?`],
  ['behind the journal of systemd', eachLine((line, at) => `Jun 02 12:00:0${at % 10} host novad[812]: ${line}`)],
  ['behind the times of a container', eachLine((line, at) => `2026-06-02T12:00:0${at % 10}.123456Z ${line}`)],
  ['behind a journal with the year', eachLine((line) => `2026-06-02T12:00:01.123456+02:00 host novad[812]: ${line}`)],
  ['in the log of a build runner', eachLine((line) => `2026-06-02T12:00:01.123456Z 01O ${line}`)],
  ['behind bracketed times', eachLine((line) => `[2026-06-02T12:00:01.123Z] ${line}`)],
  ['behind times alone', eachLine((line) => `12:00:01.123 ${line}`)],
  ['behind times and a level', eachLine((line) => `2026-06-02 12:00:01,123 ERROR ${line}`)],
  ['behind the names of containers', eachLine((line) => `web-1  | ${line}`)],
  ['behind the names of a process manager', eachLine((line) => `0|novad  | ${line}`)],
  ['on the console of Apple', eachLine((line) => `2026-06-02 12:00:01.123456+0200 Nova[812:4711] ${line}`)],
  ['in logcat with a zone', eachLine((line) => `2026-06-02 12:00:01.123 +0200  812  813 E Nova    : ${line}`)],
  ['in logcat with seconds since boot', eachLine((line) => `   4711.123  812  813 E Nova    : ${line}`)],
  ['in logcat with tags alone', eachLine((line) => `E/Nova    : ${line}`)],
  ['in logcat whose first columns were cut off', eachLine((line) => `E Nova    : ${line}`)],
  ['in logcat of an editor that shows packages alone', eachLine((line) => `com.nova.app E/Nova: ${line}`)],
  ['in logcat of an editor that shows no times', eachLine((line) => `812-813/com.nova.app E/Nova: ${line}`)],
  ['in logcat with threads', eachLine((line) => `E(  812:  813) ${line}`)],
  ['in logcat with long heads', eachLine((line) => `[ 06-02 12:00:01.123   812:  813 E/Nova ]\n${line}\n`)],
  [
    'in logcat as an editor of games prints it',
    eachLine((line) => `2026/06/02 12:00:01.123 812 813 Error Nova ${line}`),
  ],
  ['as the tool of Flutter prints it', eachLine((line, at) => `[${at % 3 === 0 ? '  +21 ms' : '        '}] ${line}`)],
  ['between two signs of code', (text) => `\`${text}\``],
  ['behind the times of a serial console', eachLine((line) => `22:14:14.557 → ${line}`)],
  ['with returns before the line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['with blanks behind every line', eachLine((line) => `${line}  \t`)],
  ['with a blank line behind every line', (text) => text.replaceAll('\n', '\n\n')],
  ['in the colours of a terminal', eachLine((line) => `\u001b[31m${line}\u001b[0m`)],
  ['out of a page', (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')],
];

const crashes = crashSamples.filter(({ kind }) => kind !== 'text');

describe.each(pastes)('%s', (_how, paste) => {
  it.each(crashes)('$kind has its key', ({ one, other }) => {
    expect(strict(paste(one))).toBe(strict(one));
    // A JSON object is a file, no line of a log.
    if (!other.startsWith('{')) expect(strict(paste(other))).toBe(strict(one));
  });
});
