// The only place where ports meet adapters; both doors (worker.ts, server.ts) come through here.
import { openBucket, type PutOnce, type S3Settings } from './adapters/objects/client.ts';
import { objects } from './adapters/objects/objects.ts';
import { releaseMaps } from './adapters/objects/release-maps.ts';
import { trustRepository } from './adapters/objects/trust-repository.ts';
import { uploads } from './adapters/objects/uploads.ts';
import { attachmentStore } from './adapters/postgres/attachments.ts';
import { audienceStore } from './adapters/postgres/audience.ts';
import { auditLog } from './adapters/postgres/audit.ts';
import { buildNameStore } from './adapters/postgres/build-names.ts';
import { buildUploadStore } from './adapters/postgres/build-uploads.ts';
import { buildStore } from './adapters/postgres/builds.ts';
import { candidateStore } from './adapters/postgres/candidates.ts';
import { catalog } from './adapters/postgres/catalog.ts';
import { checkinQueueStore } from './adapters/postgres/checkin-queue.ts';
import { claimStore } from './adapters/postgres/claims.ts';
import { cohortStore } from './adapters/postgres/cohorts.ts';
import type { Database } from './adapters/postgres/database.ts';
import { deviceStore } from './adapters/postgres/devices.ts';
import { evidenceStore } from './adapters/postgres/evidence.ts';
import { fileShareStore } from './adapters/postgres/file-shares.ts';
import { foldStore } from './adapters/postgres/fold/folds.ts';
import { health } from './adapters/postgres/health.ts';
import { hearsayStore } from './adapters/postgres/hearsay.ts';
import { idempotencyStore } from './adapters/postgres/idempotency.ts';
import { issueStore } from './adapters/postgres/issues.ts';
import { keyTallyStore } from './adapters/postgres/key-tallies.ts';
import { leaseStore } from './adapters/postgres/leases.ts';
import { lessonStore } from './adapters/postgres/lessons.ts';
import { letterStore, mailWishStore } from './adapters/postgres/letters.ts';
import { loopFactStore } from './adapters/postgres/loop/facts.ts';
import { testerStore } from './adapters/postgres/loop/testers.ts';
import { mapFactStore } from './adapters/postgres/map-facts.ts';
import { mirrorLinkStore } from './adapters/postgres/mirror-links.ts';
import { outboxStore } from './adapters/postgres/outbox.ts';
import { planStore } from './adapters/postgres/plans.ts';
import { regroupingStore } from './adapters/postgres/regroupings.ts';
import { removalStore } from './adapters/postgres/removals.ts';
import { reportTextStore } from './adapters/postgres/report-texts.ts';
import { reportStore } from './adapters/postgres/reports.ts';
import { rolloutStore } from './adapters/postgres/rollouts.ts';
import { subscriptionStore } from './adapters/postgres/subscriptions.ts';
import { symbolStore } from './adapters/postgres/symbols.ts';
import { timelineStore } from './adapters/postgres/timelines.ts';
import { tokenStore } from './adapters/postgres/tokens.ts';
import { trainStore } from './adapters/postgres/trains.ts';
import { trustProposalStore } from './adapters/postgres/trust-proposals.ts';
import { trustPublicationStore } from './adapters/postgres/trust-publications.ts';
import { unreadReportStore } from './adapters/postgres/unread-reports.ts';
import { mailLinks } from './adapters/signing/mail-links.ts';
import { messageSigner } from './adapters/signing/message-signer.ts';
import { onlineSigner } from './adapters/signing/online-signer.ts';
import { serviceSecret } from './adapters/signing/service-secret.ts';
import { sessionSigner } from './adapters/signing/session-signer.ts';
import { testerSigner } from './adapters/signing/tester-signer.ts';
import { checkinQueueBinding, type QueueBinding } from './adapters/system/checkin-queue-binding.ts';
import { systemClock } from './adapters/system/clock.ts';
import { currentMap } from './adapters/system/current-map.ts';
import { systemDigest } from './adapters/system/digest.ts';
import { systemEntropy } from './adapters/system/entropy.ts';
import { systemInflate } from './adapters/system/inflate.ts';
import { keyMeter } from './adapters/system/key-meter.ts';
import { knownTokens } from './adapters/system/known-tokens.ts';
import { jsonLog, type Log } from './adapters/system/log.ts';
import { loopMeter } from './adapters/system/loop-meter.ts';
import { pace } from './adapters/system/pace.ts';
import { rush } from './adapters/system/rush.ts';
import { webCryptoVerifier } from './adapters/system/signature-verifier.ts';
import { systemUnpack } from './adapters/system/unpack.ts';
import type { Courier } from './app/ports/courier.ts';
import type { Postman } from './app/ports/postman.ts';
import { readBeforeErased, readFirst } from './app/read-first.ts';
import type { Config } from './config.ts';
import type { Process, Stores } from './http/shared/parts.ts';

export type Composed = { readonly process: Process; readonly log: Log };

/**
 * A fleet's word counts within a second or two. When far more comes in than can be folded, folding takes a tenth of the
 * time and intake has the rest: it is acknowledged, and folded later (`npm run bench`).
 */
const foldSettings = { intervalMs: 1_000, maxRests: 9, lostMs: 30_000 };

/** A report costs ten times as much to settle as to take in, so a rush leaves it a twentieth of the time (`npm run bench`). */
const settleSettings = { intervalMs: 1_000, maxRests: 19, lostMs: 30_000 };

/** As folding, but that others are told beside a turn that waits for a slow receiver. */
const deliverSettings = { ...foldSettings, lostMs: foldSettings.intervalMs };

/** Reports in this process: below that each is read while its sender waits, which costs a few hundredths of a core. */
const rushSettings = { atOnce: 4, perS: 30 };

/** A receiver answers at once and works afterwards; whoever needs longer is tried again later. */
export const callPatienceMs = 10_000;

/** What the doors differ in: how they call the world outside, who takes letters, and the queue of the edge, if there is one. */
export type Door = {
  readonly courier: Courier;
  readonly postman: Postman | null;
  readonly checkins: QueueBinding | null;
  /** As few as a Worker may have if left out. */
  readonly storageLanes?: number;
  /** The client alone puts objects if left out. */
  readonly openPutOnce?: (settings: S3Settings) => PutOnce;
};

/** Parts that live as long as the process. Nothing here talks to anybody yet. */
export function composeProcess(config: Config, door: Door): Composed {
  const { courier, postman, checkins, storageLanes, openPutOnce } = door;
  const log = jsonLog(config.logLevel);
  const bucket = openBucket(config.s3, openPutOnce?.(config.s3));
  const maps = releaseMaps(bucket);
  const onFailure = (error: unknown) =>
    log('warn', 'release map not refreshed; the last one stays in force', { cause: String(error) });
  const process: Process = {
    clock: systemClock(config.clock),
    entropy: systemEntropy,
    currentMap: currentMap(maps, () => performance.now(), onFailure),
    releaseMaps: maps,
    objects: objects(bucket),
    storageLanes,
    uploads: uploads(bucket),
    passSigner: serviceSecret(config.serviceSecret),
    knownTokens: knownTokens(() => performance.now()),
    loopMeter: loopMeter(() => performance.now()),
    keyMeter: keyMeter(config.publicKeyReports, () => performance.now()),
    checkinQueue: checkins === null ? null : checkinQueueBinding(checkins),
    foldPace: pace(foldSettings, () => performance.now()),
    settlePace: pace(settleSettings, () => performance.now()),
    reportRush: rush(rushSettings, () => performance.now()),
    courier,
    postman,
    mailLinks: mailLinks(config.serviceSecret),
    deliverPace: pace(deliverSettings, () => performance.now()),
    messageSigner: messageSigner(config.serviceSecret),
    digest: systemDigest,
    unpack: systemUnpack,
    inflate: systemInflate,
    sessionSigner: sessionSigner(config.serviceSecret),
    testerSigner: testerSigner(config.serviceSecret),
    trustRepository: trustRepository(bucket),
    onlineSigner: config.onlineKeys === null ? null : onlineSigner(config.onlineKeys),
    signatureVerifier: webCryptoVerifier,
  };
  return { process, log };
}

/** The stores over one database handle. */
export function composeStores(db: Database): Stores {
  const unreadReports = unreadReportStore(db);
  return {
    attachments: attachmentStore(db),
    audit: auditLog(db),
    buildNames: buildNameStore(db),
    builds: buildStore(db),
    buildUploads: buildUploadStore(db),
    catalog: catalog(db),
    health: health(db),
    idempotency: idempotencyStore(db),
    issues: issueStore(db),
    keyTallies: keyTallyStore(db),
    testers: testerStore(db),
    tokens: tokenStore(db),
    audience: audienceStore(db),
    candidates: candidateStore(db),
    evidence: evidenceStore(db),
    lessons: lessonStore(db),
    hearsay: hearsayStore(db),
    leases: leaseStore(db),
    letters: letterStore(db),
    loopFacts: loopFactStore(db),
    mailWishes: mailWishStore(db),
    mapFacts: mapFactStore(db),
    mirrorLinks: mirrorLinkStore(db),
    outbox: outboxStore(db),
    plans: planStore(db),
    rollouts: rolloutStore(db),
    trains: trainStore(db),
    checkinQueue: checkinQueueStore(db),
    claims: claimStore(db),
    cohorts: cohortStore(db),
    devices: deviceStore(db),
    fileShares: fileShareStore(db),
    folds: foldStore(db),
    regroupings: regroupingStore(db),
    removals: readBeforeErased(removalStore(db), unreadReports),
    subscriptions: subscriptionStore(db),
    reports: readFirst(reportStore(db), unreadReports),
    reportTexts: reportTextStore(db),
    unreadReports,
    symbols: symbolStore(db),
    timelines: timelineStore(db),
    trustProposals: trustProposalStore(db),
    trustPublications: trustPublicationStore(db),
  };
}
