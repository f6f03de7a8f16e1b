// One view of the repository for a whole simulated fleet: what was signed is looked up once, and judged by every device.
import { createPublicKey, verify as verifySignature } from 'node:crypto';
import { nodeHasher } from '../../device/node-files.ts';
import { type ObtainedStatements, obtainStatements } from '../../device/obtain-statements.ts';
import { httpMirror } from '../../device/trust/fetch-file.ts';
import { ourReading, ourTimestampLifeMs } from '../../device/trust/portable.ts';
import type { TrustStore, Verify } from '../../device/trust/ports.ts';
import { createUpdater, type Hints } from '../../device/trust/updater.ts';
import type { Offer } from '../../wire/device/poll-answer.ts';

export type SharedTrust = {
  /** What people signed about an offer, as of the answer that brought it. */
  obtain(offer: Offer, hints: Hints): Promise<ObtainedStatements>;
};

/** `rootBytes` is the root that the fleet was built with; `nowMs` its clock. */
export function shareTrust(plan: { origin: string; rootBytes: Uint8Array; nowMs: () => number }): SharedTrust {
  const updater = createUpdater({
    mirrors: [httpMirror(fetch, { origin: `${plan.origin}/repository`, deadlineMs: 10_000 })],
    store: memoryStore(),
    verify: verifyByPlatform,
    hasher: nodeHasher,
    reading: ourReading,
    nowMs: plan.nowMs,
    timestampLifeMs: ourTimestampLifeMs,
  });
  let last: Promise<unknown> = updater.init(plan.rootBytes);
  const known = new Map<string, Promise<ObtainedStatements>>();

  /** The updater takes one call at a time. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  }

  return {
    obtain(offer, hints) {
      const { release, ceiling, permit, trust } = offer;
      const asked = JSON.stringify([release, ceiling, permit, trust?.timestamp]);
      const found = known.get(asked);
      if (found !== undefined) return found;
      const obtained = inTurn(async (): Promise<ObtainedStatements> => {
        const refreshed = await updater.refresh(hints);
        return refreshed.ok ? obtainStatements(updater, offer) : { ok: false, refusal: refreshed.refusal };
      });
      known.set(asked, obtained);
      // What failed is tried again by the next device.
      void obtained.then(({ ok }) => ok || known.delete(asked));
      return obtained;
    },
  };
}

function memoryStore(): TrustStore {
  const files = new Map<string, Uint8Array>();
  return {
    load: async (role) => files.get(role) ?? null,
    save: async (role, bytes) => void files.set(role, bytes),
  };
}

/** ed25519 by the platform, some 100 times quicker than tweetnacl. */
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');
const verifyByPlatform: Verify = (payload, signature, { publicKey, scheme }) => {
  if (scheme !== undefined) return false;
  const key = createPublicKey({ key: Buffer.concat([spkiPrefix, publicKey]), format: 'der', type: 'spki' });
  return verifySignature(null, payload, key, signature);
};
