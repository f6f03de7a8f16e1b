// Signs through a command of the engineer's own, in front of a hardware token or a KMS: payload in, signature out (docs/SIGNING.md).
import { type ChildProcess, spawn } from 'node:child_process';
import nacl from 'tweetnacl';
import type { RoleSigner, SigningAnswer, SigningRefusal } from '../../app/ports/role-signer.ts';
import { hexOf } from '../../domain/bytes.ts';
import { fromHex } from '../../domain/trust/hex.ts';
import type { TrustedKey } from '../../domain/trust/key.ts';
import { checkPublicKey, checkSignatureShape } from '../../domain/trust/precheck.ts';

export type ExecOptions = {
  /** As it would be typed at a shell. */
  readonly command: string;
  /** For all of it: finding the token, typing a PIN, touching a button. */
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command says on standard error, as it comes: it may be asking for a PIN. */
  readonly onMessage: (text: string) => void;
  readonly interrupt: AbortSignal;
};

/** More than any signature in any spelling; what prints on is no signer. */
const maxOutputBytes = 4_096;

/** One signature a run. Whose it is tells the verification, so the command need not know key ids. */
export const execSigner = (options: ExecOptions): RoleSigner => ({
  label: options.command,
  listFitting: () => null,
  signFile: async (payload, keys) => {
    const run = await runCommand(options, payload);
    return run.ok ? judge(run.output, payload, keys) : run;
  },
});

/** A signature is believed only once it was verified here: a token that signed other bytes must not be found out by devices. */
function judge(output: Buffer, payload: Uint8Array, keys: readonly TrustedKey[]): SigningAnswer {
  const signature = readSignature(output);
  if (signature === null || checkSignatureShape(signature) !== null) {
    return refuse('signature-malformed', `it printed ${output.length} bytes that are no ed25519 signature`);
  }
  const signer = keys.find(
    ({ publicKey }) => checkPublicKey(publicKey) === null && nacl.sign.detached.verify(payload, signature, publicKey),
  );
  if (signer !== undefined) return { ok: true, signatures: [{ keyid: signer.keyId, sig: hexOf(signature) }] };
  return refuse('signature-of-another-key', 'its signature fits none of the keys that may sign this');
}

/** 64 bytes as they are, or 128 hex digits with whatever line ends around them. */
function readSignature(output: Buffer): Uint8Array | null {
  if (output.length === 64) return Uint8Array.from(output);
  const text = output.toString('latin1').replaceAll(/\s+/g, '').toLowerCase();
  return text.length === 128 ? fromHex(text) : null;
}

type Ran = { readonly ok: true; readonly output: Buffer } | Extract<SigningAnswer, { ok: false }>;

function runCommand({ command, timeoutMs, env, onMessage, interrupt }: ExecOptions, payload: Uint8Array): Promise<Ran> {
  // A group of its own, so that a timeout also ends what the shell started.
  const child = spawn(command, { shell: true, detached: true, env: { ...env }, stdio: 'pipe' });
  const pieces: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size <= maxOutputBytes) pieces.push(piece);
  });
  child.stderr.on('data', (piece: Buffer) => onMessage(piece.toString('utf8')));
  // A signer that reads nothing closes its end; its answer is judged all the same.
  child.stdin.on('error', () => {});
  child.stdin.end(payload);
  return new Promise((resolve) => {
    const stop = (refusal: SigningRefusal, detail: string) => {
      endGroup(child);
      resolve(refuse(refusal, detail));
    };
    const timer = setTimeout(() => stop('signer-too-slow', `it took longer than ${timeoutMs / 1000} s`), timeoutMs);
    const onInterrupt = () => stop('signer-failed', 'it was interrupted');
    interrupt.addEventListener('abort', onInterrupt);
    child.on('error', ({ message }) => stop('signer-failed', message));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      interrupt.removeEventListener('abort', onInterrupt);
      if (code === 0) resolve({ ok: true, output: Buffer.concat(pieces) });
      else resolve(refuse('signer-failed', `it ended with ${code ?? signal}`));
    });
  });
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

const refuse = (refusal: SigningRefusal, detail: string): Extract<SigningAnswer, { ok: false }> => ({
  ok: false,
  refusal,
  detail,
});
