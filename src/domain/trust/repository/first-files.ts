// The files that a repository and a product begin with: who may sign what, and nothing signed yet.
import type { TrustedKey } from '../key.ts';
import type { Delegation, RoleKeys, Root, Targets } from '../tuf/metadata.ts';
import { deriveLifeMs } from './life.ts';
import { type DelegatedKind, deriveDelegatedPatterns, deriveRoleName } from './role-name.ts';

/** The kinds whose files people sign for a product, in the order in which targets delegates to them. */
export const delegatedKinds = ['fw', 'fw-archive', 'rollout', 'stop'] as const satisfies readonly DelegatedKind[];

/** One key each suffices, as for a small team; thresholds are raised later, one signed change at a time. */
export function deriveFirstRoot(
  keys: {
    readonly root: TrustedKey;
    readonly targets: TrustedKey;
    readonly snapshot: TrustedKey;
    /** The service's own first, then the spares. */
    readonly timestamp: readonly TrustedKey[];
  },
  nowMs: number,
): Root {
  return {
    version: 1,
    expiresMs: nowMs + deriveLifeMs('root'),
    consistentSnapshot: true,
    roles: {
      root: aloneBy(keys.root),
      targets: aloneBy(keys.targets),
      snapshot: aloneBy(keys.snapshot),
      timestamp: { keys: keys.timestamp.map(bare), threshold: 1 },
    },
  };
}

/** The first file of any role below the root: alive, and empty. */
export const deriveEmptyFile = (kind: DelegatedKind | 'targets', nowMs: number): Targets => ({
  version: 1,
  expiresMs: nowMs + deriveLifeMs(kind),
  targets: new Map(),
  delegations: [],
});

/** Whose keys sign a product's files. The archive is of those who sign the releases in it. */
export type ProductSigners = { readonly fw: RoleKeys; readonly rollout: RoleKeys; readonly stop: RoleKeys };

/** The search goes from the releases to their archive and ends there, so `fw` alone is not terminating. */
export function deriveDelegations(product: string, signers: ProductSigners): Delegation[] {
  return delegatedKinds.map((kind) => ({
    ...signers[kind === 'fw-archive' ? 'fw' : kind],
    name: deriveRoleName(kind, product),
    paths: { kind: 'patterns', patterns: deriveDelegatedPatterns(kind, product) },
    terminating: kind !== 'fw',
  }));
}

export const aloneBy = (key: TrustedKey): RoleKeys => ({ keys: [bare(key)], threshold: 1 });

/** Without the name that its owner gave it, which is nobody else's business. */
export const bare = ({ keyId, publicKey }: TrustedKey): TrustedKey => ({ keyId, publicKey });
