// Says whether the service can do its work: database, storage, and how old the map in memory is.

import type { RoleView, TrustAlarm } from '../domain/trust/repository/trust-view.ts';
import { AppError } from './app-error.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { Health } from './ports/health.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';
import { type ShowTrustPorts, showTrust } from './show-trust.ts';

export type Readiness = {
  readonly isReady: boolean;
  readonly database: 'ok' | 'unavailable';
  /** Whether what is acknowledged outlives a power cut, by the database's settings; null while it does not answer. */
  readonly isDurable: boolean | null;
  readonly storage: 'ok' | 'unavailable';
  /** The published revision in memory, or null before the first publication. */
  readonly mapRevision: number | null;
  /** Seconds since storage last confirmed the map; null when it never did. */
  readonly mapAgeS: number | null;
  readonly trust: TrustReadiness;
};

/** `off`: the service was given no keys. `unknown`: storage does not answer, or holds what nobody signed. */
export type TrustReadiness = {
  readonly state: 'off' | 'nothing-published' | 'published' | 'unknown';
  /** An expiry that comes near is no reason to take a service out of work: devices go on polling. */
  readonly alarms: readonly TrustAlarm[];
  readonly roles: readonly RoleView[];
};

export type CheckReadinessPorts = {
  readonly health: Health;
  readonly releaseMaps: ReleaseMaps;
  readonly currentMap: CurrentMap;
  readonly trust: ShowTrustPorts;
};

/** Only "does not answer" counts as unavailable, and answers null; anything else is a bug and stays one. */
async function askIfThere<T>(question: Promise<T>): Promise<{ readonly answer: T } | null> {
  try {
    return { answer: await question };
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('-unavailable')) return null;
    throw error;
  }
}

export async function checkReadiness(ports: CheckReadinessPorts, nowMs: number): Promise<Readiness> {
  const [database, storage, trust] = await Promise.all([
    askIfThere(ports.health.loadDurability()),
    askIfThere(ports.releaseMaps.loadPublishedMap()),
    checkTrust(ports.trust, nowMs),
  ]);
  const ageMs = ports.currentMap.loadAgeMs();
  return {
    isReady: database !== null && storage !== null,
    database: database === null ? 'unavailable' : 'ok',
    isDurable: database?.answer ?? null,
    storage: storage === null ? 'unavailable' : 'ok',
    mapRevision: ports.currentMap.loadCurrentMap()?.revision ?? null,
    mapAgeS: Number.isFinite(ageMs) ? Math.round(ageMs / 1000) : null,
    trust,
  };
}

async function checkTrust(ports: ShowTrustPorts, nowMs: number): Promise<TrustReadiness> {
  if (ports.signer === null) return { state: 'off', alarms: [], roles: [] };
  try {
    const { root, alarms, roles } = await showTrust(ports, { product: null, nowMs });
    return { state: root === null ? 'nothing-published' : 'published', alarms, roles };
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage-unavailable')
      return { state: 'unknown', alarms: [], roles: [] };
    throw error;
  }
}
