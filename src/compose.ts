// The only place where ports meet adapters; both doors (worker.ts, server.ts) come through here.
import { openBucket } from './adapters/objects/client.ts';
import { objects } from './adapters/objects/objects.ts';
import { releaseMaps } from './adapters/objects/release-maps.ts';
import { uploads } from './adapters/objects/uploads.ts';
import { audienceStore } from './adapters/postgres/audience.ts';
import { auditLog } from './adapters/postgres/audit.ts';
import { buildUploadStore } from './adapters/postgres/build-uploads.ts';
import { buildStore } from './adapters/postgres/builds.ts';
import { candidateStore } from './adapters/postgres/candidates.ts';
import { catalog } from './adapters/postgres/catalog.ts';
import type { Database } from './adapters/postgres/database.ts';
import { evidenceStore } from './adapters/postgres/evidence.ts';
import { health } from './adapters/postgres/health.ts';
import { idempotencyStore } from './adapters/postgres/idempotency.ts';
import { mapFactStore } from './adapters/postgres/map-facts.ts';
import { planStore } from './adapters/postgres/plans.ts';
import { rolloutStore } from './adapters/postgres/rollouts.ts';
import { tokenStore } from './adapters/postgres/tokens.ts';
import { trainStore } from './adapters/postgres/trains.ts';
import { serviceSecret } from './adapters/signing/service-secret.ts';
import { sessionSigner } from './adapters/signing/session-signer.ts';
import { systemClock } from './adapters/system/clock.ts';
import { currentMap } from './adapters/system/current-map.ts';
import { systemEntropy } from './adapters/system/entropy.ts';
import { jsonLog, type Log } from './adapters/system/log.ts';
import type { Config } from './config.ts';
import type { Process, Stores } from './http/shared/parts.ts';

export type Composed = { readonly process: Process; readonly log: Log };

/** Parts that live as long as the process. Nothing here talks to anybody yet. */
export function composeProcess(config: Config): Composed {
  const log = jsonLog(config.logLevel);
  const bucket = openBucket(config.s3);
  const maps = releaseMaps(bucket);
  const onFailure = (error: unknown) =>
    log('warn', 'release map not refreshed; the last one stays in force', { cause: String(error) });
  const process: Process = {
    clock: systemClock(config.clock.rate, config.clock.originMs),
    entropy: systemEntropy,
    currentMap: currentMap(maps, () => performance.now(), onFailure),
    releaseMaps: maps,
    objects: objects(bucket),
    uploads: uploads(bucket),
    passSigner: serviceSecret(config.serviceSecret),
    sessionSigner: sessionSigner(config.serviceSecret),
  };
  return { process, log };
}

/** The stores over one database handle. */
export function composeStores(db: Database): Stores {
  return {
    audit: auditLog(db),
    builds: buildStore(db),
    buildUploads: buildUploadStore(db),
    catalog: catalog(db),
    health: health(db),
    idempotency: idempotencyStore(db),
    tokens: tokenStore(db),
    audience: audienceStore(db),
    candidates: candidateStore(db),
    evidence: evidenceStore(db),
    mapFacts: mapFactStore(db),
    plans: planStore(db),
    rollouts: rolloutStore(db),
    trains: trainStore(db),
  };
}
