// The contract of grouping again on PostgreSQL: other rules and later symbols, and nothing that was counted is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachmentStore } from '../../src/adapters/postgres/attachments.ts';
import { deviceStore } from '../../src/adapters/postgres/devices.ts';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { regroupingStore } from '../../src/adapters/postgres/regroupings.ts';
import { reportTextStore } from '../../src/adapters/postgres/report-texts.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { symbolStore } from '../../src/adapters/postgres/symbols.ts';
import { type Rules, regroupReports } from '../../src/app/regroup-reports.ts';
import { settleReports } from '../../src/app/settle-reports.ts';

import { deriveKeys, type ReportKeys } from '../../src/domain/issue/keys.ts';
import { listOlderVersions, nextVersion } from '../../src/domain/report/fingerprint/fingerprint-text.ts';
import { prepareSymbols } from '../../src/domain/report/symbols/prepare.ts';
import type { SymbolFile } from '../../src/domain/report/symbols/symbol-set.ts';
import { textCodec } from '../../src/wire/text-codec.ts';
import { fakeStorage } from '../fakes/storage.ts';
import { nothingUnread } from '../fakes/unread-reports.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { device } from '../samples/fleet.ts';
import { everyReport, filing } from '../samples/reports.ts';
import { candidate } from '../samples/rollouts.ts';
import { library, mappingText, namelessTombstone, shrunkTrace, symbolText } from '../samples/symbols.ts';
import { insertBuild, insertNova } from './nova.ts';

const databases: FreshDatabase[] = [];
afterEach(() => Promise.all(databases.splice(0).map((each) => each.drop())));

const nowMs = 9_000_000_000;
const audit = { atMs: 1, actor: 'ada', action: 'tested', subject: 'nova', details: '{}' };
const said = { audience: 'change', author: 'ada', text: 'said', atMs: 5_000 } as const;

async function open() {
  const database = await freshDatabase(3);
  databases.push(database);
  const { db } = database;
  await insertNova(db);
  for (const counter of [1, 2, 3]) await insertBuild(db, candidate(counter));
  for (const id of ['d1', 'd2', 'd3']) await deviceStore(db).recordDevice(device(id));
  const storage = fakeStorage();
  const ports = {
    reports: reportStore(db),
    reportTexts: reportTextStore(db),
    symbols: symbolStore(db),
    regroupings: regroupingStore(db),
    attachments: attachmentStore(db),
    objects: storage.objects,
    codec: textCodec,
  };
  const issues = issueStore(db);
  const day = 86_400_000;

  /** As `fileReport` does it. */
  async function file(
    id: string,
    text: string,
    changes: { device?: string; build?: string; day?: number; rules?: Rules } = {},
  ) {
    const derive = changes.rules?.derive ?? deriveKeys;
    const keys = derive({ kind: 'crash', title: '', text });
    const { device: deviceId = null, build = '1.2.0', day: at = 1 } = changes;
    const content = { body: text, objectKey: `reports/${id}`, title: keys.title, sizeBytes: text.length };
    const whole = { deviceId, buildNames: [build], receivedMs: at * day + Number(id.replace(/\D/g, '')), ...content };
    await ports.reports.recordReport({ ...filing(id, whole), keys });
  }
  const settle = () => settleReports({ ...ports, ...nothingUnread }, nowMs, { maxReports: 1_000 });
  const regroup = (rules?: Rules, maxReports = 1_000) =>
    regroupReports(ports, nowMs, rules === undefined ? { maxReports } : { maxReports, rules });

  /** What people see of an issue and what must not get lost. */
  async function seen(number: number) {
    const found = (await issues.loadIssue('nova', number)) ?? expect.fail(`no issue ${number}`);
    const { title, status, mergedInto, reports, devices, firstBuild, lastBuild, firstMs, lastMs } = found.issue;
    const builds = found.builds.map((each) => [each.build, each.model, each.reports, each.devices]);
    const days = found.days.map((each) => [each.dayMs / day, each.reports, each.devices]);
    return { title, status, mergedInto, reports, devices, firstBuild, lastBuild, firstMs, lastMs, builds, days };
  }
  const numbers = async () => {
    const { items } = await ports.reports.loadReports(everyReport, { limit: 200, after: null });
    return Object.fromEntries(items.map(({ id, issueNumber }) => [id, issueNumber]));
  };

  /** As the verbs of uploading leave it. */
  async function publish(file: SymbolFile, buildId: string | null) {
    const made = prepareSymbols(file, textCodec);
    if (!made.ok) return expect.fail(made.refusal);
    const objectKey = `symbols/${file.name}`;
    storage.kept.set(objectKey, { body: made.bytes, etag: '' });
    const row = {
      fileName: file.name,
      sizeBytes: made.bytes.length,
      sha256: file.name,
      uploadId: 'u',
      createdMs: nowMs,
    };
    const symbols = await ports.symbols.recordSymbols(
      { ...made.head, ...row, product: 'nova', buildId, objectKey },
      audit,
    );
    expect(await ports.symbols.recordUploaded(symbols?.id ?? 0, 'u')).toBe(true);
  }
  return { database, ports, issues, storage, file, settle, regroup, seen, numbers, publish };
}
type World = Awaited<ReturnType<typeof open>>;

const java = (at: string, words = 'none left') =>
  `java.lang.IllegalStateException: ${words}\n\tat com.nova.${at}.run(${at}.java:4)\n\tat com.nova.Main.main(Main.java:1)`;

const today = nextVersion('java/1');

/** Rules of the next version, whose keys are made of the words that `of` makes of those of today. */
function rules(of: (keys: ReportKeys, text: string) => string, version = 'java/next'): Rules {
  const derive: Rules['derive'] = (report) => {
    const keys = deriveKeys(report);
    const strict = of(keys, report.text);
    const other = keys.other === null ? null : { ...keys.other, version, alt: [] };
    return { ...keys, strict, alt: [], other };
  };
  return { derive, older: [...listOlderVersions(), today], next: () => version };
}

const named = (word: string): string =>
  Array.from(word, (each) => each.charCodeAt(0).toString(16))
    .join('')
    .padEnd(32, '0')
    .slice(0, 32);

async function fileMany({ file, settle }: World): Promise<void> {
  await file('r1', java('Camera'), { device: 'd1', build: '1.1.0', day: 1 });
  await file('r2', java('Camera'), { device: 'd1', build: '1.2.0', day: 2 });
  await file('r3', java('Camera', 'again'), { device: 'd2', build: '1.2.0', day: 2 });
  await file('r4', java('Camera'), { build: 'lab', day: 3 });
  await file('r5', java('Radio'), { device: 'd2', build: '1.1.0', day: 1 });
  await file('r6', java('Radio'), { device: 'd3', build: '1.3.0', day: 4 });
  await settle();
}

describe('other rules', () => {
  let world: World;
  beforeEach(async () => {
    world = await open();
    await fileMany(world);
  });

  it('find nothing to do while they are in force', async () => {
    expect(await world.regroup()).toBe(0);
  });

  it('leave every issue the same issue, with equal counts', async () => {
    const before = [await world.seen(1), await world.seen(2)];
    const renamed = rules(({ strict }) => named(`x${strict.slice(0, 12)}`));
    expect(await world.regroup(renamed)).toBeGreaterThan(0);
    expect([await world.seen(1), await world.seen(2)]).toEqual(before);
    expect(await world.numbers()).toEqual({ r1: 1, r2: 1, r3: 1, r4: 1, r5: 2, r6: 2 });
    // The old keys lead there, too.
    await world.file('r7', java('Camera'), { device: 'd3', day: 5 });
    await world.file('r8', java('Camera'), { device: 'd3', day: 5, rules: renamed });
    await world.settle();
    expect(await world.numbers()).toMatchObject({ r7: 1, r8: 1 });
    expect(await world.seen(1)).toMatchObject({ reports: 6, devices: 3 });
    expect(await world.regroup(renamed)).toBeLessThanOrEqual(2);
    expect(await world.regroup(renamed)).toBe(0);
  });

  it('give what splits off an issue of its own, and lose no count', async () => {
    await world.regroup(rules(({ strict }, text) => (text.includes('again') ? named('again') : strict)));
    expect(await world.numbers()).toEqual({ r1: 1, r2: 1, r3: 3, r4: 1, r5: 2, r6: 2 });
    expect(await world.seen(1)).toMatchObject({
      reports: 3,
      devices: 1,
      builds: [
        ['nova-2', 'n1', 1, 1],
        ['nova-1', 'n1', 1, 1],
        ['lab', '', 1, 0],
      ],
      days: [
        [1, 1, 1],
        [2, 1, 0],
        [3, 1, 0],
      ],
    });
    expect(await world.seen(3)).toMatchObject({
      reports: 1,
      devices: 1,
      builds: [['nova-2', 'n1', 1, 1]],
      days: [[2, 1, 1]],
    });
  });

  it('join what they hold for one fault: the older issue goes on', async () => {
    await world.regroup(rules(() => named('one')));
    expect(await world.numbers()).toEqual({ r1: 1, r2: 1, r3: 1, r4: 1, r5: 1, r6: 1 });
    expect(await world.seen(1)).toMatchObject({ reports: 6, devices: 3, firstBuild: 'nova-1', lastBuild: 'nova-3' });
    expect(await world.seen(2)).toMatchObject({ status: 'duplicate', mergedInto: 1 });
    expect((await world.seen(1)).days.reduce((sum, [, , devices]) => sum + (devices ?? 0), 0)).toBe(3);
  });

  it('leave merged what people merged, though reports by the new rules came first', async () => {
    expect(await world.issues.recordMerge('nova', { from: 2, into: 1 }, said, audit)).toBeNull();
    const renamed = rules(({ strict }) => named(`y${strict.slice(0, 12)}`));
    await world.file('r7', java('Camera'), { device: 'd3', day: 5, rules: renamed });
    await world.file('r8', java('Radio'), { device: 'd3', day: 5, rules: renamed });
    await world.settle();
    expect(await world.numbers()).toMatchObject({ r1: 1, r6: 1, r7: 3, r8: 4 });
    await world.regroup(renamed);
    expect(new Set(Object.values(await world.numbers()))).toEqual(new Set([1]));
    expect(await world.seen(1)).toMatchObject({ reports: 8, devices: 3, mergedInto: null });
    for (const number of [2, 3, 4]) expect(await world.seen(number)).toMatchObject({ mergedInto: 1 });
  });

  it('go on where they were killed, and count nothing twice', async () => {
    const before = [await world.seen(1), await world.seen(2)];
    const renamed = rules(({ strict }) => named(`z${strict.slice(0, 12)}`));
    const { recordWalked } = world.ports.regroupings;
    let walks = 0;
    Object.assign(world.ports.regroupings, {
      recordWalked: (...args: Parameters<typeof recordWalked>) => {
        walks += 1;
        if (walks % 2 === 1) throw new Error('killed');
        return recordWalked(...args);
      },
    });
    for (let tries = 0; tries < 40; tries += 1) await world.regroup(renamed, 1).catch(() => 0);
    expect(walks).toBeGreaterThan(4);
    expect(await world.regroup(renamed)).toBe(0);
    expect([await world.seen(1), await world.seen(2)]).toEqual(before);
  });

  it('take what was forgotten along with those that are left', async () => {
    await world.database.sql`delete from reports where id in ('r1', 'r5')`;
    const before = [await world.seen(1), await world.seen(2)];
    await world.regroup(rules(({ strict }) => named(`w${strict.slice(0, 12)}`)));
    expect([await world.seen(1), await world.seen(2)]).toEqual(before);
  });
});

describe('symbols', () => {
  it('that are there give a report its key before it is counted', async () => {
    const world = await open();
    await world.publish(symbolText('mapping.txt', mappingText()), 'nova-2');
    await world.file('r1', shrunkTrace, { device: 'd1' });
    await world.settle();
    expect(await world.seen(1)).toMatchObject({
      title: 'NoStockException in com.nova.shop.Cart.total',
      reports: 1,
      devices: 1,
    });
    // The next build calls everything by other names, and it is the same fault.
    const later = mappingText().replace('Cart -> a.a', 'Cart -> c.d').replace('-> a.b', '-> c.e');
    await world.publish(symbolText('later.txt', later), 'nova-3');
    await world.file('r2', shrunkTrace.replace('a.b:', 'c.e:').replace('a.a.a', 'c.d.a'), {
      device: 'd2',
      build: '1.3.0',
    });
    await world.settle();
    expect(await world.numbers()).toEqual({ r1: 1, r2: 1 });
    expect(await world.seen(1)).toMatchObject({ reports: 2, devices: 2 });
    expect(await world.seen(2)).toMatchObject({ mergedInto: 1 });
  });

  it('that come later regroup what waited for them, of their build only', async () => {
    const world = await open();
    await world.file('r1', shrunkTrace, { device: 'd1' });
    await world.file('r2', shrunkTrace, { device: 'd2', build: '1.3.0' });
    await world.file('r3', namelessTombstone(), { device: 'd1' });
    await world.settle();
    expect(await world.numbers()).toEqual({ r1: 1, r2: 1, r3: 2 });
    await world.publish(symbolText('mapping.txt', mappingText()), 'nova-2');
    await world.publish(library(), null);
    expect(await world.regroup()).toBe(2);
    expect(await world.regroup()).toBe(0);
    expect(await world.seen(1)).toMatchObject({ title: 'NoStockException in com.nova.shop.Cart.total', reports: 2 });
    expect((await world.seen(2)).title).toContain('nova::Ring::push');
    // What another build calls a.a is nobody knows what.
    const other = mappingText().replaceAll('com.nova.shop', 'com.nova.cafe');
    await world.publish(symbolText('other.txt', other), 'nova-3');
    expect(await world.regroup()).toBe(1);
    expect(await world.numbers()).toEqual({ r1: 1, r2: 3, r3: 2 });
    expect(await world.seen(1)).toMatchObject({ reports: 1, devices: 1 });
    expect(await world.seen(3)).toMatchObject({
      reports: 1,
      devices: 1,
      title: 'NoStockException in com.nova.cafe.Cart.total',
    });
  });

  it('that say nothing of a report are not tried twice', async () => {
    const world = await open();
    await world.file('r1', namelessTombstone().replaceAll('0000000000001', '0000000009001'));
    await world.settle();
    await world.publish(library(), null);
    expect([await world.regroup(), await world.regroup()]).toEqual([1, 0]);
  });

  it('wait for a build that is published later under the reported name', async () => {
    const world = await open();
    await world.file('r1', shrunkTrace, { build: '9.9.9' });
    await world.settle();
    await insertBuild(world.database.db, { ...candidate(9), version: '9.9.9' });
    await world.publish(symbolText('mapping.txt', mappingText()), 'nova-9');
    expect(await world.regroup()).toBe(1);
    expect((await world.seen(1)).title).toContain('com.nova.shop.Cart');
  });
});

describe('files of symbols', () => {
  it('are kept once, listed, and found by identity or by their build', async () => {
    const { ports } = await open();
    const identity = 'ab'.repeat(20);
    const file = {
      ...({ product: 'nova', buildId: null, kind: 'library', identity, name: 'liba.so', fileName: 'a' } as const),
      ...{ sizeBytes: 9, sha256: 'aa', objectKey: 'k1', uploadId: 'u1', createdMs: 1 },
    };
    const first = await ports.symbols.recordSymbols(file, audit);
    expect(first).toMatchObject({ objectKey: 'k1', uploadId: 'u1' });
    const tokens = [`library:${identity}`, 'library:liba.so'];
    const build = { buildId: 'nova-1', reportedBuild: '1.1.0' };
    expect(await ports.symbols.findSymbols('nova', build, tokens)).toEqual([]);
    expect(await ports.symbols.recordSymbols({ ...file, objectKey: 'k2', uploadId: 'u2' }, audit)).toMatchObject({
      id: first?.id,
      objectKey: 'k2',
    });
    expect(await ports.symbols.recordUploaded(first?.id ?? 0, 'u1')).toBe(false);
    expect(await ports.symbols.recordUploaded(first?.id ?? 0, 'u2')).toBe(true);
    expect(await ports.symbols.recordSymbols({ ...file, objectKey: 'k3', uploadId: 'u3' }, audit)).toMatchObject({
      objectKey: 'k2',
      uploadId: null,
    });
    expect(await ports.symbols.recordSymbols({ ...file, product: 'luna' }, audit)).toBeNull();
    expect(await ports.symbols.findSymbols('nova', build, tokens)).toHaveLength(1);
    // As events of SDKs often name it: a GUID has no more than sixteen bytes.
    expect(await ports.symbols.findSymbols('nova', build, [`library:${'ab'.repeat(16)}`])).toHaveLength(1);
    expect(await ports.symbols.findSymbols('nova', build, ['library:liba.so'])).toEqual([]);
    expect(await ports.symbols.findSymbols('luna', build, tokens)).toEqual([]);
    const bound = { ...file, buildId: 'nova-2', sha256: 'bb', identity: '', uploadId: null };
    await ports.symbols.recordSymbols(bound, audit);
    const find = async (reported: { buildId: string | null; reportedBuild: string }) =>
      (await ports.symbols.findSymbols('nova', reported, ['library:liba.so'])).length;
    expect(await find({ buildId: 'nova-2', reportedBuild: 'x' })).toBe(1);
    expect(await find({ buildId: null, reportedBuild: '1.2.0' })).toBe(1);
    expect(await find({ buildId: null, reportedBuild: '1.1.0' })).toBe(0);
    const all = { product: 'nova', build: null };
    const page = await ports.symbols.loadSymbols(all, { limit: 1, after: null });
    expect(page.items).toMatchObject([{ buildId: 'nova-2', sha256: 'bb' }]);
    const next = await ports.symbols.loadSymbols(all, { limit: 5, after: page.next });
    expect(next).toMatchObject({ items: [{ sha256: 'aa', buildId: null }], next: null });
    expect(
      (await ports.symbols.loadSymbols({ ...all, build: 'nova-2' }, { limit: 5, after: null })).items,
    ).toHaveLength(1);
    expect((await ports.symbols.loadSymbols(all, { limit: 5, after: 'x' })).items).toEqual([]);
  });
});
