// Keeps the published repository alive by itself: renews what the service signs, finishes what a crash left, looks for alarms.
import { type RepositoryRole, readRoleName } from '../domain/trust/repository/role-name.ts';
import type { TrustAlarm } from '../domain/trust/repository/trust-view.ts';
import { type Apart, eachApart } from './each-apart.ts';
import { loadRepository } from './load-repository.ts';
import { rollForward } from './publish-role.ts';
import type { PublishPorts } from './publish-snapshot.ts';
import { type Renewal, renewRepository } from './renew-repository.ts';
import { type ShowTrustPorts, showTrust } from './show-trust.ts';

export type TendReport = {
  /** Null for a service without keys. */
  readonly renewal: Renewal | null;
  /** Roles of which a file that a crash left in storage was published. */
  readonly finished: readonly string[];
  readonly alarms: readonly TrustAlarm[];
  readonly failures: readonly unknown[];
};

/** Needs storage and nothing else: while the database is down, timestamps go on being signed. Safe to run twice at once. */
export async function tendRepository(ports: ShowTrustPorts, nowMs: number): Promise<TendReport> {
  const { signer } = ports;
  if (signer === null) return { renewal: null, finished: [], alarms: [], failures: [] };
  const isHourly = isFirstOfHour(nowMs);
  const renewed = await apart(() => renewRepository({ ...ports, signer }, nowMs));
  const finished = isHourly ? await finishRoles({ ...ports, signer }, nowMs) : { results: [], failures: [] };
  const seen = isHourly ? await apart(() => showTrust(ports, { product: null, nowMs })) : { results: [], failures: [] };
  return {
    renewal: renewed.results[0] ?? null,
    finished: finished.results.flatMap((name) => name ?? []),
    alarms: seen.results[0]?.alarms ?? [],
    failures: [...renewed.failures, ...finished.failures, ...seen.failures],
  };
}

const apart = <T>(work: () => Promise<T>): Promise<Apart<T>> => eachApart([null], work);

/** Alarms once an hour are heard; once a minute they are switched off. */
const isFirstOfHour = (nowMs: number): boolean => Math.floor(nowMs / 60_000) % 60 === 0;

/** What is published is read once, and again after each publication. */
async function finishRoles(ports: PublishPorts, nowMs: number) {
  const listed = await apart(() => loadRepository(ports));
  const [first] = listed.results;
  if (first === undefined) return { results: [], failures: listed.failures };
  let published = first;
  const names = [...(published.snapshot?.content.meta.keys() ?? [])];
  const roles: RepositoryRole[] = names.flatMap((name) => readRoleName(name) ?? []);
  return eachApart(roles, async (role) => {
    if (!(await rollForward(ports, { role, published, nowMs }))) return null;
    published = await loadRepository(ports);
    return role.name;
  });
}
