// The contract of the published TUF repository, run on the fake and on the embedded S3 endpoint.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBucket } from '../../src/adapters/objects/client.ts';
import { trustRepository } from '../../src/adapters/objects/trust-repository.ts';
import type { TrustRepository } from '../../src/app/ports/trust-repository.ts';
import { fakeTrustRepository } from '../fakes/trust-repository.ts';
import { openTestObjectStore } from '../harness/object-store.ts';

type Subject = {
  readonly repository: TrustRepository;
  /** The same storage, seen by another process. */
  readonly neighbour: TrustRepository;
  readonly broken: TrustRepository;
  close(): Promise<void>;
};

const implementations: readonly { name: string; open(): Promise<Subject> }[] = [
  {
    name: 'fake',
    async open() {
      const { repository } = fakeTrustRepository();
      const broken = fakeTrustRepository();
      broken.state.isDown = true;
      return { repository, neighbour: repository, broken: broken.repository, close: async () => {} };
    },
  },
  {
    name: 's3',
    async open() {
      const { bucket, settings, stop } = await openTestObjectStore();
      const nowhere = openBucket({ ...settings, endpoint: 'http://127.0.0.1:1' });
      const [repository, neighbour] = [trustRepository(bucket), trustRepository(bucket)];
      return { repository, neighbour, broken: trustRepository(nowhere), close: stop };
    },
  },
];

const text = (content: string) => new TextEncoder().encode(content);
const file = (version: number) => ({ role: 'fw-nova', version });

describe.each(implementations)('the repository on $name', ({ open }) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it('keeps a file as it was put first, for every process', async () => {
    const { repository, neighbour } = subject;
    expect(await repository.loadRoleFile(file(1))).toBeNull();
    expect(await repository.putRoleFile(file(1), text('{"first":1}'))).toBe(true);
    expect(await neighbour.putRoleFile(file(1), text('{"other":1}'))).toBe(false);
    for (const each of [repository, neighbour, repository]) {
      expect(await each.loadRoleFile(file(1))).toEqual(text('{"first":1}'));
    }
    expect(await neighbour.loadRoleFile(file(2))).toBeNull();
  });

  it('sees a file that came after it was missing', async () => {
    expect(await subject.neighbour.loadRoleFile(file(3))).toBeNull();
    await subject.repository.putRoleFile(file(3), text('{}'));
    expect(await subject.neighbour.loadRoleFile(file(3))).toEqual(text('{}'));
  });

  it('lets one of 50 write a name', async () => {
    const puts = Array.from({ length: 50 }, (_, at) =>
      (at % 2 === 0 ? subject.repository : subject.neighbour).putRoleFile(file(50), text(`{"at":${at}}`)),
    );
    const won = (await Promise.all(puts)).flatMap((isPut, at) => (isPut ? [at] : []));
    expect(won).toHaveLength(1);
    expect(await subject.repository.loadRoleFile(file(50))).toEqual(text(`{"at":${won[0]}}`));
  });

  it('replaces the timestamp over exactly the one that was read', async () => {
    const { repository, neighbour } = subject;
    expect(await repository.loadTimestamp()).toBeNull();
    expect(await repository.putTimestamp(text('1'), '"of nothing"')).toBe(false);
    expect(await repository.putTimestamp(text('1'), null)).toBe(true);
    expect(await neighbour.putTimestamp(text('x'), null)).toBe(false);
    const first = await neighbour.loadTimestamp();
    expect(first?.bytes).toEqual(text('1'));
    expect(await neighbour.putTimestamp(text('2'), first?.etag ?? null)).toBe(true);
    expect(await repository.putTimestamp(text('3'), first?.etag ?? null)).toBe(false);
    expect((await repository.loadTimestamp())?.bytes).toEqual(text('2'));
  });

  it('says so when it is out of reach', async () => {
    const failed = { code: 'storage-unavailable' };
    await expect(subject.broken.loadRoleFile(file(1))).rejects.toMatchObject(failed);
    await expect(subject.broken.putRoleFile(file(1), text('{}'))).rejects.toMatchObject(failed);
    await expect(subject.broken.loadTimestamp()).rejects.toMatchObject(failed);
    await expect(subject.broken.putTimestamp(text('{}'), null)).rejects.toMatchObject(failed);
  });
});
