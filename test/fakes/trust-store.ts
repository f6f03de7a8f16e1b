// A trust store in memory, whose content tests compare before and after.
import type { TrustStore } from '../../src/device/trust/ports.ts';

export type FakeTrustStore = TrustStore & { readonly files: Map<string, Uint8Array> };

export function fakeTrustStore(files: ReadonlyMap<string, Uint8Array> = new Map()): FakeTrustStore {
  const kept = new Map(files);
  return {
    files: kept,
    load: async (role) => kept.get(role) ?? null,
    save: async (role, bytes) => {
      kept.set(role, bytes);
    },
  };
}
