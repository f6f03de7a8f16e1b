// A signer behind a command: what it prints is believed only as a good signature, and it cannot hang the tool.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { execSigner } from '../../../src/adapters/signing/exec-signer.ts';
import { sampleKey } from '../../samples/statements.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-exec-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [key, other] = [sampleKey(1), sampleKey(2)];
const payload = new TextEncoder().encode('{"_type":"targets"}');
const { sig } = key.sign(payload);
const said: string[] = [];

function sign(command: string, options: { timeoutMs?: number; interrupt?: AbortSignal; keys?: (typeof key)[] } = {}) {
  const { timeoutMs = 10_000, interrupt = new AbortController().signal, keys = [other, key] } = options;
  const env = { PATH: process.env.PATH ?? '', ASKED: join(folder, 'asked') };
  const signer = execSigner({ command, timeoutMs, env, interrupt, onMessage: (text) => void said.push(text) });
  return signer.signFile(payload, keys);
}

describe('a command', () => {
  it.each([
    ['in hex', `cat > "$ASKED"; echo ${sig}`],
    [
      'in capitals, with line ends',
      `cat > "$ASKED"; echo ${sig.toUpperCase().slice(0, 64)}; echo ${sig.toUpperCase().slice(64)}`,
    ],
    [
      'as bytes',
      `cat > "$ASKED"; printf '${sig.replaceAll(/../g, (byte) => `\\${Number.parseInt(byte, 16).toString(8).padStart(3, '0')}`)}'`,
    ],
  ])('gets the payload and answers its signature %s', async (_what, command) => {
    expect(await sign(command)).toEqual({ ok: true, signatures: [{ keyid: key.keyId, sig }] });
    expect(readFileSync(join(folder, 'asked'))).toEqual(Buffer.from(payload));
  });

  it('may read nothing, and say things on standard error', async () => {
    expect(await sign(`echo 'touch the button' >&2; echo ${sig}`)).toMatchObject({ ok: true });
    expect(said.join('')).toContain('touch the button');
  });

  it.each([
    ['nothing', 'true', 'signature-malformed'],
    ['too little', `echo ${sig.slice(2)}`, 'signature-malformed'],
    ['too much', `yes ${sig} | head -c 1000000`, 'signature-malformed'],
    ['no hex', `echo ${sig.replace(/^../, 'zz')}`, 'signature-malformed'],
    ['S that is not reduced', `printf '%0128d' 0 | tr 0 f`, 'signature-malformed'],
    ['a signature of other bytes', `echo ${key.sign(payload.subarray(1)).sig}`, 'signature-of-another-key'],
    ['a stranger’s signature', `echo ${sampleKey(3).sign(payload).sig}`, 'signature-of-another-key'],
    ['a failure', `echo ${sig}; exit 1`, 'signer-failed'],
    ['what is no command', './nowhere', 'signer-failed'],
  ])('that prints %s did not sign', async (_what, command, refusal) => {
    expect(await sign(command)).toMatchObject({ ok: false, refusal });
  });

  it('that hangs is ended with all that it started', async () => {
    const alive = join(folder, 'alive');
    writeFileSync(alive, '');
    const command = `(while :; do echo x >> ${alive}; sleep 0.05; done) & sleep 60`;
    expect(await sign(command, { timeoutMs: 300 })).toMatchObject({ ok: false, refusal: 'signer-too-slow' });
    const size = readFileSync(alive).length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(readFileSync(alive).length).toBe(size);
  });

  it('ends at Ctrl-C', async () => {
    const interrupt = AbortSignal.timeout(100);
    expect(await sign('sleep 60', { interrupt })).toMatchObject({ ok: false, refusal: 'signer-failed' });
  });
});
