// Bugreports and logs of several crashes: which of them are found, which are not of this build, and how much is kept of the rest.

import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { systemInflate } from '../../../../src/adapters/system/inflate.ts';
import { sourceOfBytes } from '../../../../src/app/archive-source.ts';
import { openGzip, openText, openZip } from '../../../../src/app/open-archive.ts';
import { openCrash } from '../../../../src/app/open-crash.ts';
import { listCrashes } from '../../../../src/domain/report/bugreport/gather-crashes.ts';
import { isInnerId, listInnerIds, outerId } from '../../../../src/domain/report/bugreport/inner-id.ts';
import { openSections } from '../../../../src/domain/report/bugreport/sections.ts';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { textCodec } from '../../../../src/wire/text-codec.ts';
import {
  anrText,
  bugreportFiles,
  bugreportText,
  fingerprint,
  personal,
  tombstoneText,
} from '../../../samples/bugreport.ts';
import { zipOf } from '../../../samples/zip.ts';

const ports = { inflate: systemInflate, codec: textCodec };
const titles = (crashes: readonly { text: string }[]) => crashes.map(({ text }) => fingerprintText(text).title);

describe('a bugreport', () => {
  it('gives each crash of its build once, the newest first', async () => {
    const opened = await openZip(ports, sourceOfBytes(zipOf(bugreportFiles())));
    expect(titles(opened.crashes)).toEqual([
      'IllegalStateException in com.nova.Radio.open',
      'IllegalStateException in com.nova.Camera.open',
      expect.stringContaining('Store.read'),
      expect.stringContaining('nova_pull'),
      'IllegalStateException in com.nova.Mail.open',
    ]);
    expect(opened.fingerprint).toBe(fingerprint);
  });

  it('is kept without the sections that are about people', async () => {
    const { text } = await openZip(ports, sourceOfBytes(zipOf(bugreportFiles())));
    for (const word of ['------ SYSTEM LOG ------', 'Nova: step 7', '------ FS/data/tombstones/tombstone_00 ------'])
      expect(text).toContain(word);
    for (const word of ['DUMP OF SERVICE', 'mWifiInfo', ...personal.slice(1, 5)]) expect(text).not.toContain(word);
  });

  it('is read alike from a gzip file, and as a bare text', async () => {
    const bytes = Buffer.from(bugreportText());
    const [packed, bare] = [await openGzip(ports, sourceOfBytes(gzipSync(bytes))), await openText(ports, bytes)];
    expect(titles(packed.crashes)).toHaveLength(3);
    expect(packed).toEqual(bare);
  });

  it('gives crashes that stand long before the newest megabyte of a log', async () => {
    const line = '01-09 10:00:20.000  1000  1000 I Nova: what a phone says all day, and nobody reads\n';
    const log = "------ 0.300s was the duration of 'SYSTEM LOG' ------";
    const text = bugreportText().replace(log, `${line.repeat(40_000)}${log}`);
    const opened = await openText(ports, Buffer.from(text));
    expect(titles(opened.crashes)).toEqual([
      'IllegalStateException in com.nova.Radio.open',
      'IllegalStateException in com.nova.Camera.open',
      'IllegalStateException in com.nova.Mail.open',
    ]);
    expect(opened.text.length).toBeLessThan(1.2 * 1024 * 1024);
  });

  it('is cut into the same sections, wherever its pieces end', () => {
    const text = bugreportText();
    const whole = openSections();
    whole.take(text);
    const expected = whole.end();
    expect(expected.map(({ kind }) => kind)).toEqual(['head', 'log', 'dropbox']);
    for (const size of [1, 7, 100, 4096]) {
      const reader = openSections();
      for (let at = 0; at < text.length; at += size) reader.take(text.slice(at, at + size));
      expect(reader.end()).toEqual(expected);
    }
  });

  it('of 64 MB is read in bounded memory, from the end of its log', () => {
    const reader = openSections();
    reader.take(bugreportText(1).split('01-09 10:00:01')[0] ?? '');
    const line = `01-09 10:00:00.000  1000  1000 I Nova: ${'x'.repeat(200)}\n`;
    const piece = line.repeat(1_000);
    for (let sent = 0; sent < 64 * 1024 * 1024; sent += piece.length) reader.take(piece);
    reader.take(`01-09 11:00:00.000  1000  1000 I Nova: the last\n`);
    const sections = reader.end();
    expect(sections.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1.1 * 1024 * 1024);
    expect(sections.at(-1)?.text).toContain('the last');
  });
});

describe('a log', () => {
  it('of one crash is that crash, whole', () => {
    for (const text of [tombstoneText('nova_pull'), anrText()])
      expect(listCrashes(text).map((each) => each.text)).toEqual([text]);
  });

  it('that says much before its one crash is that crash, whatever words of other kinds stand in it', async () => {
    const noise = ['[ FTS ] SET Device driver INFO:', '[ FTS ] switch_gpio = 26', '[ FTS ] pwr_reg_name = vdd']
      .map((said) => `01-09 10:00:00.000     0     0 I         : c6      1 ${said}\n`)
      .join('')
      .repeat(20);
    const quiet = '01-09 10:00:00.000  1000  1000 I Nova: a step\n'.repeat(90);
    const crash = [
      '01-09 10:00:01.200   555   555 E AndroidRuntime: FATAL EXCEPTION: main',
      '01-09 10:00:01.200   555   555 E AndroidRuntime: java.lang.Error: x',
      '01-09 10:00:01.200   555   555 E AndroidRuntime: \tat com.nova.A.b(A.java:1)',
    ].join('\n');
    expect(titles(listCrashes(`${quiet}${noise}${crash}\n${quiet}`))).toEqual(['Error in com.nova.A.b']);
  });

  it('is read as a shell of Windows writes it', async () => {
    const [, log = ''] = /(--------- beginning of main\n[\s\S]*?)------ 0\.300s/.exec(bugreportText()) ?? [];
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(log, 'utf16le')]);
    const found = ['IllegalStateException in com.nova.Radio.open', 'IllegalStateException in com.nova.Camera.open'];
    for (const bytes of [wide, Buffer.from(wide).swap16()]) {
      const body = await openCrash(ports, bytes);
      expect(titles(body.inner?.crashes ?? [])).toEqual(found);
      expect(body.text).toBe(log);
      expect(titles((await openZip(ports, sourceOfBytes(zipOf({ 'logcat.txt': bytes })))).crashes)).toEqual(found);
    }
  });

  it('tells a death once, not by its signal and its tombstone', () => {
    const log = [
      '01-09 10:00:01.000   812   815 F libc    : Fatal signal 11 (SIGSEGV), code 1, fault addr 0x10 in tid 815 (camera), pid 812 (camera)',
      ...tombstoneText('nova_pull')
        .trimEnd()
        .split('\n')
        .map((line) => `01-09 10:00:01.100   900   900 F DEBUG   : ${line}`),
      '01-09 10:00:01.200   555   555 E AndroidRuntime: FATAL EXCEPTION: main',
      '01-09 10:00:01.200   555   555 E AndroidRuntime: java.lang.Error: x',
      '01-09 10:00:01.150   900   900 I other   : in between',
      '01-09 10:00:01.200   555   555 E AndroidRuntime: \tat com.nova.A.b(A.java:1)',
    ].join('\n');
    expect(titles(listCrashes(log))).toEqual([expect.stringContaining('nova_pull'), 'Error in com.nova.A.b']);
  });
});

it('names what is inside by its outer report, within the bounds of ids', () => {
  const long = 'x'.repeat(64);
  expect(listInnerIds('bug-7')[0]).toBe('bug-7.c1');
  expect(outerId('bug-7.c1')).toBe('bug-7');
  for (const id of [...listInnerIds(long), ...listInnerIds(long.slice(1))]) {
    expect(id).toMatch(/^[A-Za-z0-9._:-]{1,64}$/);
    expect(isInnerId(id)).toBe(true);
  }
  expect(new Set([...listInnerIds(long), ...listInnerIds(`${long.slice(1)}y`)]).size).toBe(16);
  expect(isInnerId('bug-7')).toBe(false);
});
