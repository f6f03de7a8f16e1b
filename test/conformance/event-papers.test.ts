// What docs/EVENTS.md shows is run as it stands there: each way to verify takes what is ours and nothing else.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { eventTypes } from '../../src/domain/event/event.ts';
import { eventSchema } from '../../src/wire/event/event.ts';

const paper = readFileSync(fileURLToPath(new URL('../../docs/EVENTS.md', import.meta.url)), 'utf8');
const blockOf = (language: string): string =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(paper)?.[1] ?? expect.fail(`no ${language} in the paper`);

const ways = [
  { language: 'js', file: 'verify.mjs', command: [process.execPath] },
  { language: 'python', file: 'verify.py', command: ['python3'] },
  { language: 'sh', file: 'verify.sh', command: ['sh'] },
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  for (const { language, file } of ways) writeFileSync(join(folder, file), blockOf(language));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signer = messageSigner('ab'.repeat(32));
const [one, other, strange] = [signer.createSecret(), signer.createSecret(), signer.createSecret()];
const body = '{"é":"ü\\n","n":1}';
const id = 'evt_1';

describe.each(ways)('the way to verify in $language', ({ file, command }) => {
  const [program = '', ...words] = command;
  function verify(secret: string, { text = body, ageS = 0, sealed = [one.sealed, other.sealed] } = {}) {
    const timestampS = Math.floor(Date.now() / 1000) - ageS;
    const signature = signer.signMessage({ id, timestampS, body }, sealed) ?? '';
    const given = [secret, id, String(timestampS), signature];
    const ended = spawnSync(program, [...words, join(folder, file), ...given], { input: text });
    expect(String(ended.stderr)).toBe('');
    return ended.status;
  }

  it('takes what is ours, with either secret of a rotation', () => {
    expect(verify(one.secret)).toBe(0);
    expect(verify(other.secret)).toBe(0);
  });

  it('takes nothing that was altered, is old, comes from tomorrow or from somebody else', () => {
    expect(verify(one.secret, { text: `${body} ` })).toBe(1);
    expect(verify(one.secret, { ageS: 301 })).toBe(1);
    expect(verify(one.secret, { ageS: -400 })).toBe(1);
    expect(verify(strange.secret)).toBe(1);
    expect(verify(one.secret, { sealed: [strange.sealed] })).toBe(1);
  });
});

describe('the paper', () => {
  it('names every type of event', () => {
    expect(eventTypes.filter((type) => !paper.includes(`\`${type}\``))).toEqual([]);
  });

  it('shows an event that its schema takes, and that stays itself under a signature', () => {
    const sample = JSON.parse(blockOf('json'));
    expect(eventSchema.parse(sample)).toEqual(sample);
    const headers = new Webhook(one.secret).sign('a', new Date(), JSON.stringify(sample));
    expect(headers).toMatch(/^v1,/);
  });
});
