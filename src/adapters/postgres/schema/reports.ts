// Tables of what went wrong or right: reports bound to a build, and the issues they gather in.
import { type SQL, sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { commentAudiences, issueStatuses } from '../../../domain/issue/issue.ts';
import type { OtherKeys } from '../../../domain/issue/keys.ts';
import { products } from './catalog.ts';
import { big, isOneOf, ms, word, words } from './columns.ts';

const reportKinds = ['crash', 'bug', 'idea'] as const;

export const issues = pgTable(
  'issues',
  {
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    number: integer('number').notNull(),
    fingerprint: text('fingerprint').notNull(),
    kind: word('kind', reportKinds).notNull(),
    title: text('title').notNull(),
    firstMs: ms('first_ms').notNull(),
    lastMs: ms('last_ms').notNull(),
    reports: integer('reports').notNull(),
    /** Distinct devices over all of its keys; reports without a device are in no count of devices. */
    devices: integer('devices').notNull().default(0),
    status: word('status', issueStatuses).notNull().default('new'),
    /** The build that fixes it, while the status says so: its id, or its version until it is sealed. */
    fixedIn: text('fixed_in'),
    /** The issue that goes on in its place, once merged. */
    mergedInto: integer('merged_into'),
    assignee: text('assignee'),
    /** By counter where builds are published, by time where not. Names as `issue_builds` has them. */
    firstBuild: text('first_build'),
    lastBuild: text('last_build'),
    /** When a report came from the build that should have fixed it, or from a later one. */
    regressedMs: ms('regressed_ms'),
    changedMs: ms('changed_ms').notNull().default(0),
    /** How often people, or a regression, changed what becomes of it; counts of reports leave it alone. */
    version: integer('version').notNull().default(0),
    /** Testers are never shown its title. */
    isHidden: boolean('is_hidden').notNull().default(false),
    /** The bearer of a public key whose report made it; null for all others, and for what gathers the rest of a flood. */
    madeBy: text('made_by'),
    /** The cleaned beginning of its first report, for the search. */
    excerpt: text('excerpt').notNull().default(''),
    /** Searched in `issue_words`. */
    search: words('search').generatedAlwaysAs(
      (): SQL =>
        sql`setweight(to_tsvector('simple', regexp_replace(${issues.title}, '[^[:alnum:]]+', ' ', 'g')), 'A') || setweight(to_tsvector('simple', regexp_replace(${issues.excerpt}, '[^[:alnum:]]+', ' ', 'g')), 'B')`,
    ),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.number] }),
    unique('issues_fingerprint').on(t.productId, t.fingerprint),
    index('issues_newest').on(t.productId, t.lastMs, t.number),
    index('issues_by_devices').on(t.productId, t.devices, t.number),
    index('issues_by_status').on(t.productId, t.status, t.lastMs, t.number),
    index('issues_maker').on(t.productId, t.madeBy, t.firstMs).where(sql`made_by is not null`),
    isOneOf('issues_status', t.status, issueStatuses),
  ],
);

export const reports = pgTable(
  'reports',
  {
    /** `<product>/<sender's report id>`: the same report twice is one row. */
    productId: text('product_id')
      .notNull()
      .references(() => products.id),
    id: text('id').notNull(),
    kind: word('kind', reportKinds).notNull(),
    deviceId: text('device_id'),
    modelId: text('model_id'),
    /** What the sender named; kept and shown also when no build has that name. */
    reportedBuild: text('reported_build').notNull(),
    buildId: text('build_id'),
    title: text('title').notNull(),
    /** The issue that it came into; the one that it is in follows from its key. */
    issueNumber: integer('issue_number').notNull(),
    /** The strict key; null in rows that are older than keys, which the migration fills in. */
    key: text('key'),
    otherKeys: jsonb('other_keys').$type<OtherKeys>(),
    /** What of it no symbols could name yet, as ` library:<build id> mapping `; null for nothing. */
    wants: text('wants'),
    /** The bearer who sent it; null for a device that spoke for itself. */
    sentBy: text('sent_by'),
    /** Where the raw payload lies: its SHA-256 below `reports/`. */
    objectKey: text('object_key').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    receivedMs: ms('received_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.id] }),
    foreignKey({ columns: [t.productId, t.issueNumber], foreignColumns: [issues.productId, issues.number] }),
    index('reports_newest').on(t.productId, t.receivedMs),
    /** The build, or the name that was reported while nobody published it. */
    index('reports_build').on(t.productId, sql`coalesce(${t.buildId}, ${t.reportedBuild})`, t.receivedMs),
    index('reports_key').on(t.productId, t.key, t.receivedMs),
    index('reports_device').on(t.productId, t.deviceId, t.receivedMs),
    // What one bearer sends without a device, which has a limit, too.
    index('reports_bearer').on(t.productId, sql`coalesce(sent_by, '')`, t.receivedMs).where(sql`device_id is null`),
    // And of one fault.
    index('reports_bearer_key')
      .on(t.productId, sql`coalesce(sent_by, '')`, t.key, t.receivedMs)
      .where(sql`device_id is null`),
    index('reports_object').on(t.objectKey),
    // What people filed from their browser, for their own list.
    index('reports_sender').on(t.sentBy, t.receivedMs).where(sql`sent_by is not null and kind <> 'crash'`),
    index('reports_age').on(t.kind, t.receivedMs),
    index('reports_wants').on(t.productId, t.receivedMs).where(sql`wants is not null`),
    isOneOf('reports_kind', t.kind, reportKinds),
  ],
);

/** Which issue a key belongs to, for ever: merging and splitting point keys elsewhere, and never forget one. */
export const issueKeys = pgTable(
  'issue_keys',
  {
    productId: text('product_id').notNull(),
    key: text('key').notNull(),
    number: integer('number').notNull(),
    /** Of the rules that made its reports' keys (`java/2`); null for a key that no report had. */
    version: text('version'),
    /** The key that its reports have by other rules or with symbols; empty where they do not agree on one. */
    successor: text('successor'),
    /** Time and id of the last report that other rules looked at; null before the first. */
    walked: text('walked'),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.key] }),
    foreignKey({ columns: [t.productId, t.number], foreignColumns: [issues.productId, issues.number] }),
    index('issue_keys_number').on(t.productId, t.number),
    index('issue_keys_version').on(t.version),
  ],
);

/** Reports acknowledged but not settled: their text goes to object storage and they are counted, then the row goes. */
export const reportsWaiting = pgTable(
  'reports_waiting',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    productId: text('product_id').notNull(),
    reportId: text('report_id').notNull(),
    objectKey: text('object_key').notNull(),
    body: text('body').notNull(),
    /** What there is of a report that was not read yet, as JSON; null once it is among the reports. */
    facts: text('facts'),
    /** Who shares a limit with it: the device, or who sent it without one. Null once it was read. */
    sender: text('sender'),
    receivedMs: ms('received_ms'),
  },
  (t) => [
    uniqueIndex('reports_waiting_report').on(t.productId, t.reportId),
    index('reports_waiting_sender').on(t.productId, t.sender).where(sql`facts is not null`),
    // The oldest that is unread, behind tens of thousands that were read and are not settled.
    index('reports_waiting_unread').on(t.seq).where(sql`facts is not null`),
  ],
);

/** One row a key, build and device: how often it happened there, and how often it was only counted. Device '' is none. */
export const issueDevices = pgTable(
  'issue_devices',
  {
    productId: text('product_id').notNull(),
    key: text('key').notNull(),
    /** The id of the build, or the name that was reported where nobody published it. */
    build: text('build').notNull(),
    deviceId: text('device_id').notNull(),
    modelId: text('model_id'),
    reports: integer('reports').notNull(),
    dropped: integer('dropped').notNull().default(0),
    firstMs: ms('first_ms').notNull(),
    lastMs: ms('last_ms').notNull(),
    /** The day under which the issue counts this device; null in all of the rows that the device has in it but one. */
    metMs: ms('met_ms'),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.key, t.build, t.deviceId] }),
    index('issue_devices_device').on(t.productId, t.deviceId, t.key),
    // The few that sent more than their share, among all that met a fault.
    index('issue_devices_dropped').on(t.productId, t.key).where(sql`dropped > 0`),
  ],
);

/** Reports by sender and minute, for limits on all that one sends; `sent_by` is empty for devices that speak for themselves. */
export const keyMinutes = pgTable(
  'key_minutes',
  {
    sentBy: text('sent_by').notNull(),
    minuteMs: ms('minute_ms').notNull(),
    /** Of public keys, from devices that they name. */
    kept: integer('kept').notNull(),
    dropped: integer('dropped').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sentBy, t.minuteMs] })],
);

/** Bytes of attached files by sender, of whom it has a digest, and minute: for a limit on all that one sends. */
export const fileMinutes = pgTable(
  'file_minutes',
  {
    sender: text('sender').notNull(),
    minuteMs: ms('minute_ms').notNull(),
    bytes: big('bytes').notNull(),
  },
  (t) => [primaryKey({ columns: [t.sender, t.minuteMs] }), index('file_minutes_age').on(t.minuteMs)],
);

/** The sums over `issue_devices`, kept so that a list needs no count. */
export const issueBuilds = pgTable(
  'issue_builds',
  {
    productId: text('product_id').notNull(),
    key: text('key').notNull(),
    build: text('build').notNull(),
    /** Empty where the device is not known. */
    modelId: text('model_id').notNull(),
    reports: integer('reports').notNull(),
    devices: integer('devices').notNull(),
    firstMs: ms('first_ms').notNull(),
    lastMs: ms('last_ms').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.productId, t.key, t.build, t.modelId] }),
    // All that a search by build or model asks: what was met there is read of the index alone.
    index('issue_builds_met').on(t.productId, t.build, t.modelId, t.key),
    index('issue_builds_model_met').on(t.productId, t.modelId, t.key),
  ],
);

/** The trend: reports a UTC day, and devices that met the fault for the first time on it: those of `issue_devices.met_ms`. */
export const issueDays = pgTable(
  'issue_days',
  {
    productId: text('product_id').notNull(),
    key: text('key').notNull(),
    dayMs: ms('day_ms').notNull(),
    reports: integer('reports').notNull(),
    devices: integer('devices').notNull(),
  },
  (t) => [primaryKey({ columns: [t.productId, t.key, t.dayMs] })],
);

export const issueComments = pgTable(
  'issue_comments',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    productId: text('product_id').notNull(),
    number: integer('number').notNull(),
    audience: word('audience', commentAudiences).notNull(),
    author: text('author').notNull(),
    text: text('text').notNull(),
    /** What a change made of the issue, for those who hear of it without its text; null where the status stayed. */
    status: word('status', issueStatuses),
    fixedIn: text('fixed_in'),
    /** Whether it tells that the fault came back after its fix. */
    isBack: boolean('is_back').notNull().default(false),
    /** The issue that this one goes on in from then on; null for all that tells something else. */
    goesOn: integer('goes_on'),
    atMs: ms('at_ms').notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.productId, t.number], foreignColumns: [issues.productId, issues.number] }),
    index('issue_comments_issue').on(t.productId, t.number, t.id),
    isOneOf('issue_comments_audience', t.audience, commentAudiences),
  ],
);
