// What the routes are made of: parts that live as long as the process, and stores that need the database.

import type { Attachments } from '../../app/ports/attachments.ts';
import type { Audience } from '../../app/ports/audience.ts';
import type { Audit } from '../../app/ports/audit.ts';
import type { BuildNames } from '../../app/ports/build-names.ts';
import type { BuildUploads } from '../../app/ports/build-uploads.ts';
import type { Builds } from '../../app/ports/builds.ts';
import type { Candidates } from '../../app/ports/candidates.ts';
import type { Catalog } from '../../app/ports/catalog.ts';
import type { CheckinQueue } from '../../app/ports/checkin-queue.ts';
import type { Claims } from '../../app/ports/claims.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { Cohorts } from '../../app/ports/cohorts.ts';
import type { Courier } from '../../app/ports/courier.ts';
import type { CurrentMap } from '../../app/ports/current-map.ts';
import type { Devices } from '../../app/ports/devices.ts';
import type { Digest } from '../../app/ports/digest.ts';
import type { Entropy } from '../../app/ports/entropy.ts';
import type { Evidence } from '../../app/ports/evidence.ts';
import type { FileShares } from '../../app/ports/file-shares.ts';
import type { Folds } from '../../app/ports/folds.ts';
import type { Health } from '../../app/ports/health.ts';
import type { Hearsay } from '../../app/ports/hearsay.ts';
import type { Idempotency } from '../../app/ports/idempotency.ts';
import type { Inflate } from '../../app/ports/inflate.ts';
import type { Issues } from '../../app/ports/issues.ts';
import type { KeyMeter } from '../../app/ports/key-meter.ts';
import type { KeyTallies } from '../../app/ports/key-tallies.ts';
import type { KnownTokens } from '../../app/ports/known-tokens.ts';
import type { Leases } from '../../app/ports/leases.ts';
import type { Lessons } from '../../app/ports/lessons.ts';
import type { Letters } from '../../app/ports/letters.ts';
import type { LoopFacts } from '../../app/ports/loop-facts.ts';
import type { LoopMeter } from '../../app/ports/loop-meter.ts';
import type { MailLinks } from '../../app/ports/mail-links.ts';
import type { MailWishes } from '../../app/ports/mail-wishes.ts';
import type { MapFactStore } from '../../app/ports/map-facts.ts';
import type { MessageSigner } from '../../app/ports/message-signer.ts';
import type { MirrorLinks } from '../../app/ports/mirror-links.ts';
import type { Objects, Uploads } from '../../app/ports/objects.ts';
import type { OnlineSigner } from '../../app/ports/online-signer.ts';
import type { Outbox } from '../../app/ports/outbox.ts';
import type { Pace } from '../../app/ports/pace.ts';
import type { PassSigner } from '../../app/ports/pass-signer.ts';
import type { Plans } from '../../app/ports/plans.ts';
import type { Postman } from '../../app/ports/postman.ts';
import type { Regroupings } from '../../app/ports/regroupings.ts';
import type { ReleaseMaps } from '../../app/ports/release-maps.ts';
import type { Removals } from '../../app/ports/removals.ts';
import type { ReportTexts } from '../../app/ports/report-texts.ts';
import type { Reports } from '../../app/ports/reports.ts';
import type { Rollouts } from '../../app/ports/rollouts.ts';
import type { Rush } from '../../app/ports/rush.ts';
import type { SessionSigner } from '../../app/ports/session-signer.ts';
import type { SignatureVerifier } from '../../app/ports/signature-verifier.ts';
import type { Subscriptions } from '../../app/ports/subscriptions.ts';
import type { SymbolStore } from '../../app/ports/symbols.ts';
import type { TesterSigner } from '../../app/ports/tester-signer.ts';
import type { Testers } from '../../app/ports/testers.ts';
import type { Timelines } from '../../app/ports/timelines.ts';
import type { Tokens } from '../../app/ports/tokens.ts';
import type { Trains } from '../../app/ports/trains.ts';
import type { TrustProposals } from '../../app/ports/trust-proposals.ts';
import type { TrustPublications } from '../../app/ports/trust-publications.ts';
import type { TrustRepository } from '../../app/ports/trust-repository.ts';
import type { Unpack } from '../../app/ports/unpack.ts';
import type { UnreadReports } from '../../app/ports/unread-reports.ts';

/** Made once a process (an isolate, a Node server); none of it needs the database. */
export type Process = {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly currentMap: CurrentMap;
  readonly releaseMaps: ReleaseMaps;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly passSigner: PassSigner;
  readonly knownTokens: KnownTokens;
  readonly keyMeter: KeyMeter;
  readonly loopMeter: LoopMeter;
  /** Where check-ins wait for the fold; null for the database. */
  readonly checkinQueue: CheckinQueue | null;
  /** How often an answer may start a fold behind it. */
  readonly foldPace: Pace;
  /** The same for settling reports. */
  readonly settlePace: Pace;
  /** Requests to storage at a time while reports are settled. */
  readonly storageLanes?: number | undefined;
  /** Whether reports are acknowledged before they are read. */
  readonly reportRush: Rush;
  /** The same for telling others of what happened. */
  readonly deliverPace: Pace;
  readonly courier: Courier;
  /** Null for a service that writes to nobody. */
  readonly postman: Postman | null;
  readonly mailLinks: MailLinks;
  readonly messageSigner: MessageSigner;
  readonly digest: Digest;
  readonly unpack: Unpack;
  readonly inflate: Inflate;
  readonly sessionSigner: SessionSigner;
  readonly testerSigner: TesterSigner;
  readonly trustRepository: TrustRepository;
  /** Null for a service that was given no keys: it publishes no TUF repository, and does everything else. */
  readonly onlineSigner: OnlineSigner | null;
  readonly signatureVerifier: SignatureVerifier;
};

/** The ports behind which the database stands; opened a request in a Worker, once on Node. */
export type Stores = {
  readonly attachments: Attachments;
  readonly audit: Audit;
  readonly buildNames: BuildNames;
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  readonly catalog: Catalog;
  readonly health: Health;
  readonly idempotency: Idempotency;
  readonly fileShares: FileShares;
  readonly issues: Issues;
  readonly keyTallies: KeyTallies;
  readonly loopFacts: LoopFacts;
  readonly testers: Testers;
  readonly tokens: Tokens;
  readonly audience: Audience;
  readonly candidates: Candidates;
  readonly evidence: Evidence;
  readonly lessons: Lessons;
  readonly hearsay: Hearsay;
  readonly leases: Leases;
  readonly letters: Letters;
  readonly mailWishes: MailWishes;
  readonly mapFacts: MapFactStore;
  readonly mirrorLinks: MirrorLinks;
  readonly outbox: Outbox;
  readonly plans: Plans;
  readonly rollouts: Rollouts;
  readonly trains: Trains;
  readonly checkinQueue: CheckinQueue;
  readonly claims: Claims;
  readonly cohorts: Cohorts;
  readonly devices: Devices;
  readonly folds: Folds;
  readonly regroupings: Regroupings;
  readonly removals: Removals;
  readonly reports: Reports;
  readonly reportTexts: ReportTexts;
  readonly unreadReports: UnreadReports;
  readonly subscriptions: Subscriptions;
  readonly symbols: SymbolStore;
  readonly timelines: Timelines;
  readonly trustProposals: TrustProposals;
  readonly trustPublications: TrustPublications;
};

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>) => void;
