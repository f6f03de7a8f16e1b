// A device that trusts the first root of a repository whose root key was rotated thirty times since.
import nacl from 'tweetnacl';
import { nodeHasher } from '../../../src/device/node-files.ts';
import { ourReading, ourTimestampLifeMs, verifyPortably } from '../../../src/device/trust/portable.ts';
import { createUpdater } from '../../../src/device/trust/updater.ts';
import { deriveTrustedKey } from '../../../src/domain/trust/key.ts';
import { aloneBy } from '../../../src/domain/trust/repository/first-files.ts';
import type { Root } from '../../../src/domain/trust/tuf/metadata.ts';
import { encodeRepositoryFile } from '../../../src/wire/trust/repository-file.ts';
import { encodeRootPayload } from '../../../src/wire/trust/root.ts';

export const rotations = 30;

type Pair = { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
type Link = {
  readonly name: string;
  readonly payload: Uint8Array;
  readonly bytes: Uint8Array;
  readonly by: readonly Pair[];
};

const nowMs = Date.UTC(2026, 6, 1);
const newPair = (): Pair => nacl.sign.keyPair();

function makeLink(version: number, before: Pair | null, own: Pair, others: readonly Pair[]): Link {
  const [targets, snapshot, timestamp] = others.map(({ publicKey }) => aloneBy(deriveTrustedKey(publicKey)));
  if (targets === undefined || snapshot === undefined || timestamp === undefined) throw new Error('three others sign');
  const content: Root = {
    version,
    expiresMs: nowMs + 365 * 86_400_000,
    consistentSnapshot: true,
    roles: { root: aloneBy(deriveTrustedKey(own.publicKey)), targets, snapshot, timestamp },
  };
  const payload = encodeRootPayload(content);
  if (!payload.ok) throw new Error('the root cannot be encoded');
  const by = before === null ? [own] : [before, own];
  const signatures = by.map(({ publicKey, secretKey }) => ({
    keyId: deriveTrustedKey(publicKey).keyId,
    signature: nacl.sign.detached(payload.value, secretKey),
  }));
  return {
    name: `${version}.root.json`,
    payload: payload.value,
    bytes: encodeRepositoryFile(payload.value, signatures),
    by,
  };
}

function makeChain(): Link[] {
  const others = [newPair(), newPair(), newPair()];
  const links: Link[] = [];
  let before: Pair | null = null;
  for (let version = 1; version <= rotations + 1; version += 1) {
    const own = newPair();
    links.push(makeLink(version, before, own, others));
    before = own;
  }
  return links;
}

/** `walk` ends at a repository without a timestamp: the roots are all that is measured. */
export function makeSleeper() {
  const chain = makeChain();
  const files = new Map(chain.map(({ name, bytes }) => [name, bytes]));
  const signed = chain
    .slice(1)
    .flatMap(({ payload, by }) =>
      by.map(({ publicKey, secretKey }) => ({ payload, publicKey, signature: nacl.sign.detached(payload, secretKey) })),
    );
  return {
    verifyOnly() {
      for (const { payload, publicKey, signature } of signed)
        if (!nacl.sign.detached.verify(payload, signature, publicKey)) throw new Error('not verified');
    },
    async walk() {
      const kept = new Map<string, Uint8Array>();
      const updater = createUpdater({
        mirrors: [
          async (name) => {
            const bytes = files.get(name);
            return bytes === undefined ? { kind: 'absent' } : { kind: 'found', bytes };
          },
        ],
        store: {
          load: async (role) => kept.get(role) ?? null,
          save: async (role, bytes) => void kept.set(role, bytes),
        },
        verify: verifyPortably,
        hasher: nodeHasher,
        reading: ourReading,
        nowMs: () => nowMs,
        timestampLifeMs: ourTimestampLifeMs,
      });
      await updater.init(chain[0]?.bytes ?? new Uint8Array());
      await updater.refresh();
      if (kept.get('root') !== chain.at(-1)?.bytes) throw new Error('the device did not come to the newest root');
    },
  };
}
