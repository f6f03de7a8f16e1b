// The contract of builds and of the notes of their uploads, run on the fake and on PostgreSQL.
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildUploadStore } from '../../src/adapters/postgres/build-uploads.ts';
import { buildStore } from '../../src/adapters/postgres/builds.ts';
import { catalog } from '../../src/adapters/postgres/catalog.ts';
import { artifacts, builds as buildTable, withdrawals } from '../../src/adapters/postgres/schema/builds.ts';
import { mapState } from '../../src/adapters/postgres/schema/governance.ts';
import type { BuildUpload, BuildUploads } from '../../src/app/ports/build-uploads.ts';
import type { Builds } from '../../src/app/ports/builds.ts';
import { fakeBuilds } from '../fakes/builds.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { artifactOf, draftOf } from '../samples/builds.ts';
import { auditEntry, auditedSubjects } from './audited.ts';
import { insertNova } from './nova.ts';

type Subject = {
  readonly builds: Builds;
  readonly buildUploads: BuildUploads;
  audited(): Promise<string[]>;
  wantedMaps(): Promise<number>;
  /** The counter that the next draft of product nova takes. */
  nextCounter(): Promise<number>;
  close(): Promise<void>;
};

async function openPostgres(): Promise<Subject & { database: FreshDatabase }> {
  const database = await freshDatabase();
  await insertNova(database.db);
  return {
    database,
    builds: buildStore(database.db),
    buildUploads: buildUploadStore(database.db),
    audited: () => auditedSubjects(database),
    wantedMaps: async () => (await database.db.select().from(mapState))[0]?.wanted ?? -1,
    nextCounter: async () => (await catalog(database.db).loadProduct('nova'))?.nextCounter ?? -1,
    close: database.drop,
  };
}

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const fake = fakeBuilds();
      return {
        ...fake,
        audited: async () => fake.audited.map(({ subject }) => subject),
        wantedMaps: async () => fake.wantedMaps(),
        nextCounter: async () => fake.nextCounter('nova'),
        close: async () => {},
      };
    },
  },
  { name: 'postgres', open: openPostgres },
];

const seal = { release: '{"signatures":[],"signed":{}}', sealedMs: 50 };
const bytes = (name: string) => artifactOf(new TextEncoder().encode(name));
const uploadOf = (name: string, changes: Partial<BuildUpload> = {}): BuildUpload => ({
  uploadId: `upload-${name}`,
  sha256: bytes(name).sha256,
  partSizeBytes: 10,
  joinedEtag: null,
  createdMs: 5,
  ...changes,
});
const part = (partNumber: number, etag = `"e${partNumber}"`) => ({ partNumber, etag, sizeBytes: 10 });

describe.each(implementations)('builds on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const draft = (counter: number) => draftOf(counter, { artifact: bytes(`image ${counter}`) });
  async function addVerified(counter: number) {
    await subject.builds.recordDraft(draft(counter), auditEntry(`draft ${counter}`));
    await subject.buildUploads.recordVerified(`nova-${counter}`, 40, auditEntry(`verified ${counter}`));
  }

  it('keeps a draft as it was stated, under every name it has', async () => {
    expect(await subject.builds.recordDraft(draft(1), auditEntry('draft 1'))).toBe(true);
    expect(await subject.builds.loadBuild('nova-1')).toEqual(draft(1));
    for (const name of ['nova-1', '1.1.0', 'V14.0.1.0'])
      expect(await subject.builds.loadBuildByName('nova', name)).toEqual(draft(1));
    expect(await subject.builds.loadBuild('nova-9')).toBeNull();
    expect(await subject.builds.loadBuildByName('other', '1.1.0')).toBeNull();
  });

  it('gives no counter, version or vendor string twice', async () => {
    const other = { version: '9.9.9', vendorVersion: 'other' };
    const taken = [
      draftOf(1, other),
      draftOf(2, { ...other, version: '1.1.0' }),
      draftOf(2, { ...other, vendorVersion: 'V14.0.1.0' }),
    ];
    for (const each of taken) expect(await subject.builds.recordDraft(each, auditEntry('taken'))).toBe(false);
    expect(await subject.audited()).toEqual(['draft 1']);
  });

  it('takes any number of builds without a vendor string', async () => {
    expect(await subject.builds.recordDraft(draftOf(2, { vendorVersion: null }), auditEntry('draft 2'))).toBe(true);
    expect(await subject.builds.recordDraft(draftOf(3, { vendorVersion: null }), auditEntry('draft 3'))).toBe(true);
    expect(await subject.builds.loadBuild('nova-3')).toMatchObject({ vendorVersion: null, withdrawal: null });
  });

  it('prefers a version to a vendor string of the same spelling', async () => {
    await subject.builds.recordDraft(draftOf(4, { vendorVersion: '1.5.0' }), auditEntry('draft 4'));
    await subject.builds.recordDraft(draftOf(5, { vendorVersion: null }), auditEntry('draft 5'));
    expect(await subject.builds.loadBuildByName('nova', '1.5.0')).toMatchObject({ id: 'nova-5' });
  });

  it('seals only what is verified, once, and never behind a higher counter', async () => {
    expect(await subject.builds.recordSealed('nova-1', seal, auditEntry('early'))).toBe('not-ready');
    await addVerified(10);
    await addVerified(11);
    const wanted = await subject.wantedMaps();
    expect(await subject.builds.recordSealed('nova-11', seal, auditEntry('seal 11'))).toBe('sealed');
    expect(await subject.builds.loadBuild('nova-11')).toMatchObject({
      state: 'sealed',
      ...seal,
      artifact: { verifiedMs: 40 },
    });
    expect(await subject.wantedMaps()).toBe(wanted + 1);
    expect(await subject.builds.recordSealed('nova-11', seal, auditEntry('again'))).toBe('not-ready');
    expect(await subject.builds.recordSealed('nova-10', seal, auditEntry('behind'))).toBe('overtaken');
    expect(await subject.builds.recordSealed('nova-99', seal, auditEntry('nobody'))).toBe('not-ready');
    expect(await subject.audited()).not.toContain('behind');
  });

  it('withdraws once', async () => {
    const wanted = await subject.wantedMaps();
    const withdrawal = { reason: 'boot loop', actor: 'ada', withdrawnMs: 60 };
    expect(await subject.builds.recordWithdrawn('nova-11', withdrawal, auditEntry('withdrawn 11'))).toBe(true);
    const again = { ...withdrawal, reason: 'other' };
    expect(await subject.builds.recordWithdrawn('nova-11', again, auditEntry('withdrawn again'))).toBe(false);
    expect((await subject.builds.loadBuild('nova-11'))?.withdrawal).toEqual(withdrawal);
    expect(await subject.wantedMaps()).toBe(wanted + 1);
  });

  it('discards drafts only, with the note of their upload', async () => {
    await subject.buildUploads.recordUpload('nova-3', uploadOf('discarded'));
    await subject.buildUploads.recordParts('nova-3', 'upload-discarded', [part(1)]);
    expect(await subject.builds.recordDiscarded('nova-3', auditEntry('discarded 3'))).toBe(true);
    expect(await subject.builds.loadBuild('nova-3')).toBeNull();
    expect(await subject.buildUploads.loadUpload('nova-3')).toBeNull();
    expect(await subject.builds.recordDiscarded('nova-3', auditEntry('again'))).toBe(false);
    expect(await subject.builds.recordDiscarded('nova-11', auditEntry('sealed'))).toBe(false);
    expect(await subject.builds.loadBuild('nova-11')).toMatchObject({ state: 'sealed' });
  });

  it('gives a counter once, be it to a draft that is gone', async () => {
    const counter = await subject.nextCounter();
    const names = { version: '9.9.0', vendorVersion: 'fleeting' };
    expect(await subject.builds.recordDraft(draftOf(counter, names), auditEntry('fleeting'))).toBe(true);
    expect(await subject.builds.recordDiscarded(`nova-${counter}`, auditEntry('gone'))).toBe(true);
    expect(await subject.nextCounter()).toBe(counter + 1);
    expect(await subject.builds.recordDraft(draftOf(counter, names), auditEntry('stale'))).toBe(false);
    expect(await subject.builds.recordDraft(draftOf(counter + 1, names), auditEntry('next'))).toBe(true);
    expect(await subject.builds.recordDiscarded(`nova-${counter + 1}`, auditEntry('tidied up'))).toBe(true);
  });

  it('lists the newest first, by product, channel and state, in pages', async () => {
    await subject.builds.recordDraft(draftOf(14, { channel: 'beta' }), auditEntry('draft 12'));
    const all = { product: null, channel: null, state: null };
    const ids = async (filter: Partial<typeof all> | object, page = { limit: 50, after: null as string | null }) =>
      (await subject.builds.loadBuilds({ ...all, ...filter }, page)).items.map(({ id }) => id);
    expect(await ids({})).toEqual(['nova-14', 'nova-11', 'nova-10', 'nova-5', 'nova-4', 'nova-2', 'nova-1']);
    expect(await ids({ product: 'other' })).toEqual([]);
    expect(await ids({ product: 'nova', channel: 'beta' })).toEqual(['nova-14']);
    expect(await ids({ state: 'sealed' })).toEqual(['nova-11']);
    const first = await subject.builds.loadBuilds(all, { limit: 5, after: null });
    expect(first.items.map(({ id }) => id)).toEqual(['nova-14', 'nova-11', 'nova-10', 'nova-5', 'nova-4']);
    expect(await ids({}, { limit: 5, after: first.next })).toEqual(['nova-2', 'nova-1']);
    expect(await ids({}, { limit: 5, after: 'no cursor of ours' })).toEqual([]);
  });

  it('keeps the parts of an upload, a later one in place of an earlier', async () => {
    const { buildUploads, builds } = subject;
    expect(await buildUploads.loadUpload('nova-1')).toBeNull();
    expect(await buildUploads.recordUpload('nova-1', uploadOf('image 1', { joinedEtag: 'tag-2' }))).toBe(true);
    expect(await buildUploads.recordParts('nova-1', 'upload-image 1', [part(2), part(1)])).toBe(true);
    expect(await buildUploads.recordParts('nova-1', 'upload-image 1', [part(2, '"later"')])).toBe(true);
    expect(await buildUploads.recordParts('nova-1', 'upload-of-nobody', [part(3)])).toBe(false);
    expect(await buildUploads.recordParts('nova-2', 'upload-image 1', [part(3)])).toBe(false);
    expect(await buildUploads.loadUpload('nova-1')).toEqual({
      ...uploadOf('image 1', { joinedEtag: 'tag-2' }),
      parts: [part(1), part(2, '"later"')],
    });
    expect((await builds.loadBuild('nova-1'))?.artifact).toMatchObject({ storedBytes: 20, verifiedMs: null });
  });

  it('lets the same bytes be sent once at a time', async () => {
    const { buildUploads } = subject;
    expect(await buildUploads.recordUpload('nova-1', uploadOf('other bytes'))).toBe(false);
    expect(await buildUploads.recordUpload('nova-2', uploadOf('image 1'))).toBe(false);
    expect(await buildUploads.recordUpload('nova-99', uploadOf('of nobody'))).toBe(false);
    await buildUploads.recordForgotten('nova-1');
    await buildUploads.recordForgotten('nova-1');
    expect(await buildUploads.loadUpload('nova-1')).toBeNull();
    expect(await buildUploads.recordUpload('nova-2', uploadOf('image 1'))).toBe(true);
    await buildUploads.recordForgotten('nova-2');
  });

  it('notes a verified artifact once, and ends its upload', async () => {
    const { buildUploads, builds } = subject;
    await buildUploads.recordUpload('nova-1', uploadOf('image 1'));
    expect(await buildUploads.hasVerified(bytes('image 1').sha256)).toBe(false);
    expect(await buildUploads.recordVerified('nova-1', 70, auditEntry('verified 1'))).toBe(true);
    expect(await buildUploads.recordVerified('nova-1', 80, auditEntry('verified again'))).toBe(true);
    expect(await buildUploads.recordVerified('nova-99', 80, auditEntry('verified nobody'))).toBe(false);
    expect(await buildUploads.loadUpload('nova-1')).toBeNull();
    expect(await buildUploads.hasVerified(bytes('image 1').sha256)).toBe(true);
    const { artifact } = (await builds.loadBuild('nova-1')) ?? draft(1);
    expect(artifact).toMatchObject({ verifiedMs: 70, storedBytes: artifact.sizeBytes });
    expect((await subject.audited()).filter((entry) => entry.startsWith('verified '))).toEqual([
      'verified 10',
      'verified 11',
      'verified 1',
    ]);
  });
});

describe('builds in PostgreSQL', () => {
  let subject: Awaited<ReturnType<typeof openPostgres>>;
  beforeAll(async () => {
    subject = await openPostgres();
  });
  afterAll(() => subject.close());

  it('gives one of many drafts that want the same counter what it wants', async () => {
    const wanting = Array.from({ length: 8 }, (_, index) =>
      draftOf(1, { version: `2.${index}.0`, vendorVersion: null }),
    );
    const answers = await Promise.all(
      wanting.map((each) => subject.builds.recordDraft(each, auditEntry(each.version))),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await subject.audited()).toHaveLength(1);
  });

  it('seals at most one of two builds when the higher counter comes first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [low, high] = [100 + 2 * round, 101 + 2 * round];
      for (const counter of [low, high]) {
        await subject.builds.recordDraft(draftOf(counter), auditEntry('draft'));
        await subject.buildUploads.recordVerified(`nova-${counter}`, 40, auditEntry('verified'));
      }
      const answers = await Promise.all(
        [high, low].map((counter) =>
          subject.builds.recordSealed(`nova-${counter}`, seal, auditEntry(`seal ${counter}`)),
        ),
      );
      expect(answers[0]).toBe('sealed');
      const order = (await subject.audited()).filter((entry) => entry === `seal ${low}` || entry === `seal ${high}`);
      expect(order).toEqual(answers[1] === 'sealed' ? [`seal ${low}`, `seal ${high}`] : [`seal ${high}`]);
    }
  });

  it('refuses itself what would change a sealed build or a withdrawal', async () => {
    const { db } = subject.database;
    const isIt = eq(buildTable.id, 'nova-101');
    await subject.builds.recordWithdrawn('nova-101', { reason: 'x', actor: 'ada', withdrawnMs: 1 }, auditEntry('w'));
    await expect(db.update(buildTable).set({ version: '6.6.6' }).where(isIt)).rejects.toThrow();
    await expect(db.delete(buildTable).where(isIt)).rejects.toThrow();
    await expect(db.update(artifacts).set({ sha256: 'f' }).where(eq(artifacts.buildId, 'nova-101'))).rejects.toThrow();
    await expect(db.delete(withdrawals)).rejects.toThrow();
  });
});
