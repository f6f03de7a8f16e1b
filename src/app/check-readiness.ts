// Says whether the service can do its work: database, storage, and how old the map in memory is.
import { AppError } from './app-error.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { Health } from './ports/health.ts';
import type { ReleaseMaps } from './ports/release-maps.ts';

export type Readiness = {
  readonly isReady: boolean;
  readonly database: 'ok' | 'unavailable';
  readonly storage: 'ok' | 'unavailable';
  /** The published revision in memory, or null before the first publication. */
  readonly mapRevision: number | null;
  /** Seconds since storage last confirmed the map; null when it never did. */
  readonly mapAgeS: number | null;
};

export type CheckReadinessPorts = {
  readonly health: Health;
  readonly releaseMaps: ReleaseMaps;
  readonly currentMap: CurrentMap;
};

/** Only "does not answer" counts as unavailable; anything else is a bug and stays one. */
async function isAnswering(question: Promise<unknown>): Promise<boolean> {
  try {
    await question;
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code.endsWith('-unavailable')) return false;
    throw error;
  }
}

export async function checkReadiness(ports: CheckReadinessPorts): Promise<Readiness> {
  const [hasDatabase, hasStorage] = await Promise.all([
    isAnswering(ports.health.loadLatencyMs()),
    isAnswering(ports.releaseMaps.loadPublishedMap()),
  ]);
  const ageMs = ports.currentMap.loadAgeMs();
  return {
    isReady: hasDatabase && hasStorage,
    database: hasDatabase ? 'ok' : 'unavailable',
    storage: hasStorage ? 'ok' : 'unavailable',
    mapRevision: ports.currentMap.loadCurrentMap()?.revision ?? null,
    mapAgeS: Number.isFinite(ageMs) ? Math.round(ageMs / 1000) : null,
  };
}
