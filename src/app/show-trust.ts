// Shows what is published under whose keys, when each role expires, and what is wrong with it. Reads storage only.
import {
  alarms,
  countMissedRenewals,
  deriveAlarm,
  deriveLifeMs,
  missedRenewalsToAlarm,
} from '../domain/trust/repository/life.ts';
import { deriveListed } from '../domain/trust/repository/online-keys.ts';
import { readRoleName } from '../domain/trust/repository/role-name.ts';
import type { SignedFile } from '../domain/trust/repository/signed-file.ts';
import { deriveStanding } from '../domain/trust/repository/signing.ts';
import type { RoleView, TrustView } from '../domain/trust/repository/trust-view.ts';
import type { Head, RoleKeys, Root } from '../domain/trust/tuf/metadata.ts';
import { type LoadRepositoryPorts, loadRepository, loadTargets, type Repository } from './load-repository.ts';
import type { OnlineSigner } from './ports/online-signer.ts';
import { verifySigning } from './verify-signing.ts';

export type ShowTrustPorts = LoadRepositoryPorts & { readonly signer: OnlineSigner | null };

/** `product` null for all of them; the roles of every product at once (root and the like) are always shown. */
export async function showTrust(
  ports: ShowTrustPorts,
  { product, nowMs }: { product: string | null; nowMs: number },
): Promise<TrustView> {
  const published = await loadRepository(ports);
  const { root } = published;
  const roles = root === null ? [] : await viewRoles(ports, { published, root, product, nowMs });
  return { root: root?.content ?? null, roles, online: viewOnline(ports.signer, root), alarms: deriveAlarms(roles) };
}

function viewOnline(signer: OnlineSigner | null, root: SignedFile<Root> | null): TrustView['online'] {
  if (signer === null) return null;
  const keys = signer.loadPublicKeys();
  return { ...keys, isListed: root === null ? null : deriveListed(root.content, keys) };
}

type Scope = {
  readonly published: Repository;
  readonly root: SignedFile<Root>;
  readonly product: string | null;
  readonly nowMs: number;
};

async function viewRoles(ports: ShowTrustPorts, scope: Scope): Promise<RoleView[]> {
  const { published, root, product } = scope;
  const { roles } = root.content;
  const targets = await loadTargets(ports, published, 'targets');
  const delegations = (targets?.content.delegations ?? []).filter(({ name }) => {
    const owner = readRoleName(name)?.product ?? null;
    return product === null || owner === product;
  });
  return Promise.all([
    view(ports, scope, { name: 'root', keys: roles.root, file: root }),
    view(ports, scope, { name: 'timestamp', keys: roles.timestamp, file: published.timestamp }),
    view(ports, scope, { name: 'snapshot', keys: roles.snapshot, file: published.snapshot }),
    view(ports, scope, { name: 'targets', keys: roles.targets, file: targets }),
    ...delegations.map(async (keys) => {
      const file = await loadTargets(ports, published, keys.name);
      return view(ports, scope, { name: keys.name, keys, file });
    }),
  ]);
}

type Viewed = { readonly name: string; readonly keys: RoleKeys; readonly file: SignedFile<Head> | null };

/** A role whose keys were changed and whose file was not signed again is told apart from one that is in order. */
async function view({ verifier }: ShowTrustPorts, { nowMs }: Scope, { name, keys, file }: Viewed): Promise<RoleView> {
  const kind = name === 'timestamp' || name === 'snapshot' ? name : (readRoleName(name)?.kind ?? 'fw');
  const common = { name, threshold: keys.threshold, keys: keys.keys, lifeMs: deriveLifeMs(kind), missedRenewals: 0 };
  if (file === null) return { ...common, version: null, expiresMs: null, alarm: 'none', isSigned: false };
  const { version, expiresMs } = file.content;
  const { isComplete } = deriveStanding(await verifySigning(verifier, file, [keys]));
  const isOurs = kind === 'timestamp' || kind === 'snapshot';
  const missedRenewals = isOurs ? countMissedRenewals(kind, expiresMs, nowMs) : 0;
  const alarm = deriveAlarm(kind, expiresMs, nowMs);
  return { ...common, version, expiresMs, alarm, missedRenewals, isSigned: isComplete };
}

/** Loudest first. A role that is delegated and has no file yet alarms nobody. */
function deriveAlarms(roles: readonly RoleView[]): TrustView['alarms'] {
  const loudness = (alarm: (typeof alarms)[number]): number => alarms.indexOf(alarm);
  return roles
    .flatMap(({ name: role, expiresMs, alarm, isSigned, missedRenewals }) => {
      const isQuiet = alarm === 'none' && isSigned && missedRenewals < missedRenewalsToAlarm;
      return expiresMs === null || isQuiet ? [] : [{ role, expiresMs, alarm, isSigned, missedRenewals }];
    })
    .sort((one, other) => loudness(other.alarm) - loudness(one.alarm));
}
