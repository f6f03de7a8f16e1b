// `orange report fingerprint`: files, folders and a pipe, offline; one line a file for programs, every step for people.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { newMachine, runCli } from '../harness/cli.ts';
import { bugreportFiles, bugreportText } from '../samples/bugreport.ts';
import { crashSamples } from '../samples/crashes.ts';
import { zipOf } from '../samples/zip.ts';

const machine = newMachine();
const folder = join(machine.folder, 'reports');
mkdirSync(join(folder, 'inner'), { recursive: true });
for (const { kind, one, other } of crashSamples) {
  writeFileSync(join(folder, `${kind}.txt`), one);
  writeFileSync(join(folder, 'inner', `${kind}.txt`), other);
}
writeFileSync(join(folder, '.hidden'), 'nothing');

type Line = {
  file: string;
  kind: string;
  keys: Record<string, unknown>;
  title: string;
  group: string;
  similar: unknown[];
};
const linesOf = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('--json', () => {
  it('prints one line for every file of a folder, and groups them', async () => {
    const run = await runCli(['report', 'fingerprint', folder, '--json'], machine);
    expect([run.code, run.stderr]).toEqual([0, '']);
    const lines = linesOf(run.stdout);
    expect(lines).toHaveLength(2 * crashSamples.length);
    for (const { kind } of crashSamples) {
      const [one, other] = [join(folder, 'inner', `${kind}.txt`), join(folder, `${kind}.txt`)].map((file) =>
        lines.find((line) => line.file === file),
      );
      expect(one).toMatchObject({ kind, keys: { strict: other?.keys.strict }, group: other?.group });
      expect(Object.keys(one?.keys ?? {}).sort()).toEqual(['alt', 'loose', 'raw', 'strict']);
    }
  });

  it('reads what is piped in', async () => {
    const run = await runCli(['report', 'fingerprint', '-', '--json'], {
      ...machine,
      stdin: crashSamples[0]?.one ?? '',
    });
    expect(linesOf(run.stdout)).toMatchObject([{ file: '-', kind: 'java' }]);
  });

  it('suggests bug texts that seem to say the same', async () => {
    for (const [name, text] of [
      ['a', 'Torch stays on\nThe torch burns after a photo'],
      ['b', 'Torch burns after photo\nIt stays on'],
    ] as const)
      writeFileSync(join(machine.folder, name), text);
    const files = ['a', 'b'].map((name) => join(machine.folder, name));
    const lines = linesOf((await runCli(['report', 'fingerprint', ...files, '--json'], machine)).stdout);
    expect(lines.map(({ group }) => group)).toEqual([files[0], files[0]]);
    expect(lines[1]?.similar).toMatchObject([{ file: files[0] }]);
  });
});

describe('for people', () => {
  it('explains every step', async () => {
    const { stdout, code } = await runCli(['report', 'fingerprint', join(folder, 'tombstone.txt')], machine);
    expect(code).toBe(0);
    for (const word of [
      'detect',
      'parse',
      'rules',
      'rules    tombstone/',
      'memory and text functions',
      'where a thread begins',
      'strict',
      'loose',
      'raw',
    ])
      expect(stdout).toContain(word);
  });

  it('lets nothing out of a report steer the terminal', async () => {
    const file = join(machine.folder, 'evil.txt');
    writeFileSync(file, 'FATAL EXCEPTION: x\njava.lang.Error: \u001b]0;owned\u0007\n\tat a.b.\u001b[31mC.d(E.java:1)');
    expect((await runCli(['report', 'fingerprint', file], machine)).stdout).not.toContain('\u001b');
    expect((await runCli(['report', 'fingerprint', file, '--json'], machine)).stdout).not.toContain('\u001b');
  });

  it('says which path is not there, and goes on with the others', async () => {
    const run = await runCli(
      ['report', 'fingerprint', join(folder, 'missing'), join(folder, 'java.txt'), '--json'],
      machine,
    );
    expect([run.code, run.stderr.trim()]).toEqual([1, `${join(folder, 'missing')} is not there`]);
    expect(linesOf(run.stdout)).toMatchObject([{ kind: 'java' }]);
  });
});

describe('files of other makers', () => {
  const text = crashSamples.find(({ kind }) => kind === 'kernel')?.one ?? '';
  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(machine.folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  it('are read packed, in UTF-16, with returns alone, and with bytes that are no text', async () => {
    const utf8 = Buffer.from(text);
    const files = [
      write('plain.txt', utf8),
      write('packed.gz', gzipSync(utf8)),
      write('wide.txt', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])),
      write('wider.txt', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()])),
      write('returns.txt', Buffer.from(text.replaceAll('\n', '\r'))),
      write('noisy.txt', Buffer.concat([utf8, Buffer.from([10, 0xff, 0xc0, 0, 0xfe, 10])])),
    ];
    const { stdout, code } = await runCli(['report', 'fingerprint', ...files, '--json'], machine);
    expect([code, new Set(linesOf(stdout).map(({ keys }) => keys.strict)).size]).toEqual([0, 1]);
  });

  it('are named where they are pictures or the like, but read where memory lost some of a log', async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919 + (at >> 3)) % 256);
    const files = [
      write('picture.png', noise),
      write('holes.txt', Buffer.from(`\0\0\0\0${text.replaceAll(' ', ' \0')}`)),
    ];
    const run = await runCli(['report', 'fingerprint', ...files, '--json'], machine);
    expect([run.code, run.stderr.trim()]).toEqual([1, `${files[0]} is neither a text nor a tombstone or minidump`]);
    expect(linesOf(run.stdout)).toMatchObject([{ file: files[1] }]);
  });

  it('may be a bugreport, packed or not: its crashes are listed, the newest first', async () => {
    const files = [
      write('bugreport.zip', Buffer.from(zipOf(bugreportFiles()))),
      write('bugreport.txt', Buffer.from(bugreportText())),
      write('empty.zip', Buffer.from(zipOf({ 'lib.so': 'x' }))),
    ];
    const run = await runCli(['report', 'fingerprint', ...files, '--json'], machine);
    expect([run.code, run.stderr.trim()]).toEqual([1, `${files[2]} is an archive in which no crash can be read`]);
    const [zip, text] = linesOf(run.stdout) as unknown as { keys: object; inside: { title: string; keys: object }[] }[];
    expect(zip?.inside.map(({ title }) => title)).toEqual([
      'IllegalStateException in com.nova.Radio.open',
      'IllegalStateException in com.nova.Camera.open',
      expect.stringContaining('Store.read'),
      expect.stringContaining('nova_pull'),
      'IllegalStateException in com.nova.Mail.open',
    ]);
    expect(zip?.inside[0]?.keys).toEqual(zip?.keys);
    expect(text?.inside).toHaveLength(3);
    const shown = await runCli(['report', 'fingerprint', files[0] ?? ''], machine);
    expect(shown.stdout).toContain('5 crashes inside, the newest first');
  });

  it('are found behind links in a folder, which may lead nowhere or in a circle', async () => {
    const links = join(machine.folder, 'links');
    mkdirSync(links);
    symlinkSync(write('linked.txt', Buffer.from(text)), join(links, 'a.txt'));
    symlinkSync('nowhere', join(links, 'b.txt'));
    symlinkSync('.', join(links, 'c'));
    const run = await runCli(['report', 'fingerprint', links, '--json'], machine);
    expect([run.code, run.stderr.trim()]).toEqual([1, `${join(links, 'b.txt')} is not there`]);
    expect(linesOf(run.stdout)).toMatchObject([{ file: join(links, 'a.txt'), kind: 'kernel' }]);
  });

  it('are missed where a folder has none', async () => {
    const empty = join(machine.folder, 'empty');
    mkdirSync(empty);
    const run = await runCli(['report', 'fingerprint', empty], machine);
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining(`there are no files in ${empty}`)]);
  });

  it('are named where they are damaged or empty of sense', async () => {
    const files = [write('half.gz', gzipSync(Buffer.from(text)).subarray(0, 40)), write('empty.txt', Buffer.alloc(0))];
    const run = await runCli(['report', 'fingerprint', ...files, '--json'], machine);
    expect([run.code, run.stderr.trim()]).toEqual([1, `${files[0]} is packed and damaged`]);
    expect(linesOf(run.stdout)).toMatchObject([{ file: files[1], kind: 'text' }]);
  });
});

describe('--symbols', () => {
  const symbols = join(machine.folder, 'symbols');
  mkdirSync(symbols, { recursive: true });
  writeFileSync(join(symbols, 'mapping.txt'), 'com.nova.Cart -> a.a:\n    1:9:int total():12:20 -> b\n');
  writeFileSync(join(symbols, 'notes.txt'), 'built on Friday');
  const crash = join(machine.folder, 'short.txt');
  writeFileSync(
    crash,
    'java.lang.IllegalStateException: x\n\tat a.a.b(SourceFile:4)\n\tat com.nova.Main.run(Main.java:1)\n',
  );

  it('gives a trace its names back, and says so', async () => {
    const run = await runCli(['report', 'fingerprint', crash, '--symbols', symbols, '--json'], machine);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(linesOf(run.stdout)).toMatchObject([
      { title: 'IllegalStateException in com.nova.Cart.total', symbolised: 1 },
    ]);
    const told = await runCli(['report', 'fingerprint', crash, '--symbols', symbols], machine);
    expect(told.stdout).toContain('1 lines got names');
    expect(told.stderr).toContain('mapping.txt: mapping');
  });

  it('is refused a folder without any', async () => {
    const run = await runCli(['report', 'fingerprint', crash, '--symbols', folder], machine);
    expect([run.code, run.stderr.split('\n')[0]]).toEqual([1, `error: there are no symbols in ${folder}`]);
  });
});
