// A refresh asks for what it needs, keeps what is right as it came, and says which rule refused the rest.
import { describe, expect, it } from 'vitest';
import { encodeRootPayload } from '../../../src/wire/trust/root.ts';
import { encodeTimestampPayload } from '../../../src/wire/trust/timestamp.ts';
import {
  createClient,
  createRepository,
  fileOf,
  mirrorOf,
  type Repository,
  versionsIn,
} from '../../samples/repository.ts';
import { timestampKey } from '../../samples/repository-roles.ts';
import { dayMs, nowMs } from '../../samples/statements.ts';

const all = ['2.root.json', 'timestamp.json', '1.snapshot.json', '1.targets.json'];

describe('a first refresh', () => {
  it('asks in the order of the specification', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    expect(await client.refresh()).toMatchObject({ ok: true, trustedMs: nowMs });
    expect(repository.requests).toEqual(all);
  });

  it('keeps the bytes as they were received', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    await client.refresh();
    expect(client.store.files.get('timestamp')).toBe(repository.files.get('timestamp.json'));
    expect([...client.store.files.keys()]).toEqual(['root', 'timestamp', 'snapshot', 'targets']);
  });

  it('needs a root', async () => {
    const client = await createClient({ ...createRepository(), files: new Map() });
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'no-trusted-root' });
  });
});

describe('init', () => {
  it('keeps the newer root of an earlier life', async () => {
    const repository = createRepository();
    repository.publishRoot();
    const client = await createClient(repository);
    await client.refresh();
    await client.init(repository.files.get('1.root.json') ?? new Uint8Array());
    expect(versionsIn(client.store.files)).toMatchObject({ root: 2 });
  });

  it('mends a store that was spoiled', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    client.store.files.set('root', new Uint8Array([123]));
    const restarted = client.restarted();
    expect(await restarted.refresh()).toMatchObject({ refusal: 'malformed' });
    await restarted.init(repository.files.get('1.root.json') ?? new Uint8Array());
    expect(await restarted.refresh()).toMatchObject({ ok: true });
  });

  it('is needed again when what the store has is not signed', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    client.store.files.set('root', fileOf(encodeRootPayload(repository.now.root), timestampKey));
    const outcome = await client.restarted().refresh();
    expect(outcome).toEqual({ ok: false, role: 'root', refusal: 'too-few-signatures' });
    expect(repository.requests).toEqual([]);
  });

  it('refuses a root that did not sign itself', async () => {
    const repository = createRepository();
    repository.signers.set('root', [timestampKey]);
    repository.publishRoot({ version: 1 });
    const client = await createClient(repository);
    expect(client.store.files.size).toBe(0);
  });
});

describe('a further refresh', () => {
  it('asks for the root and the timestamp alone when nothing changed, also after a restart', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    await client.refresh();
    repository.requests.length = 0;
    await client.refresh();
    await client.restarted().refresh();
    expect(repository.requests).toEqual(['2.root.json', 'timestamp.json', '2.root.json', 'timestamp.json']);
  });

  it('is silent when the poll brought the timestamp and says that the root is the newest', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    await client.refresh();
    repository.publishTimestamp();
    const timestamp = repository.files.get('timestamp.json') ?? new Uint8Array();
    repository.requests.length = 0;
    expect(await client.refresh({ timestamp, rootVersion: 1 })).toMatchObject({ ok: true });
    expect(repository.requests).toEqual([]);
    expect(versionsIn(client.store.files)).toMatchObject({ timestamp: 2 });
  });

  it('fetches the timestamp when the one that the poll brought is refused', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    repository.requests.length = 0;
    expect(await client.refresh({ timestamp: new Uint8Array([1]) })).toMatchObject({ ok: true });
    expect(repository.requests).toContain('timestamp.json');
  });

  it('takes the same version again for no change, whatever it says', async () => {
    const repository = createRepository();
    const client = await createClient(repository);
    await client.refresh();
    const { timestamp } = repository.now;
    repository.publishTimestamp({ version: 1, snapshot: { ...timestamp.snapshot, version: 100 } });
    repository.requests.length = 0;
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(repository.requests).toEqual(['2.root.json', 'timestamp.json']);
    expect(client.store.files.get('timestamp')).not.toBe(repository.files.get('timestamp.json'));
  });
});

describe('what is missing or is not what was listed is refused by its name', () => {
  it.each<[string, (repository: ReturnType<typeof createRepository>) => void, object]>([
    ['no timestamp', ({ files }) => files.delete('timestamp.json'), { role: 'timestamp', refusal: 'absent' }],
    ['no snapshot', ({ files }) => files.delete('1.snapshot.json'), { role: 'snapshot', refusal: 'absent' }],
    ['no targets', ({ files }) => files.delete('1.targets.json'), { role: 'targets', refusal: 'absent' }],
    [
      'another snapshot of the same length',
      ({ files, now }) => {
        const text = new TextDecoder().decode(files.get('1.snapshot.json'));
        files.set('1.snapshot.json', new TextEncoder().encode(text.replace(/"sig":"../, '"sig":"00')));
        expect(now.snapshot.version).toBe(1);
      },
      { role: 'snapshot', refusal: 'hash-not-as-listed' },
    ],
    [
      'a shorter snapshot',
      (repository) => {
        repository.now.snapshot = { ...repository.now.snapshot, version: 0 };
        const { snapshot } = repository.now.timestamp;
        repository.publishSnapshot({ meta: new Map() });
        repository.now.timestamp = { ...repository.now.timestamp, snapshot };
      },
      { role: 'snapshot', refusal: 'length-not-as-listed' },
    ],
    [
      'a longer snapshot',
      ({ files }) => files.set('1.snapshot.json', new Uint8Array(5_000)),
      { role: 'snapshot', refusal: 'too-large' },
    ],
    [
      'other targets of the same version, signed as well',
      (repository) => {
        const listed = repository.listed.get('targets');
        repository.publishTargets('targets', { version: 1, expiresMs: nowMs + 9 * dayMs });
        expect(repository.files.get('1.targets.json')?.length).toBe(listed?.lengthBytes);
      },
      { role: 'targets', refusal: 'hash-not-as-listed' },
    ],
    [
      'targets of another version',
      (repository) => {
        repository.publishTargets('targets');
        repository.files.set('3.targets.json', repository.files.get('2.targets.json') ?? new Uint8Array());
        repository.listed.set('targets', { version: 3, lengthBytes: null, hashes: null });
        repository.publishSnapshot();
        repository.publishTimestamp();
      },
      { role: 'targets', refusal: 'version-not-as-listed' },
    ],
    [
      'a snapshot without targets',
      (repository) => {
        repository.listed.delete('targets');
        repository.publishSnapshot();
        repository.publishTimestamp();
      },
      { role: 'targets', refusal: 'not-in-snapshot' },
    ],
    [
      'a version that is not the listed one',
      (repository) => {
        repository.publishSnapshot();
        repository.now.timestamp = {
          ...repository.now.timestamp,
          snapshot: { version: 3, lengthBytes: null, hashes: null },
        };
        repository.publishTimestamp();
        repository.files.set('3.snapshot.json', repository.files.get('2.snapshot.json') ?? new Uint8Array());
      },
      { role: 'snapshot', refusal: 'version-not-as-listed' },
    ],
    [
      'a root of the wrong number',
      (repository) => repository.files.set('2.root.json', repository.files.get('1.root.json') ?? new Uint8Array()),
      { role: 'root', refusal: 'version-not-next' },
    ],
    [
      'no root but noise',
      ({ files }) => files.set('2.root.json', new Uint8Array(10)),
      { role: 'root', refusal: 'malformed' },
    ],
  ])('%s', async (_, bend, refusal) => {
    const repository = createRepository();
    bend(repository);
    const client = await createClient(repository);
    expect(await client.refresh()).toMatchObject({ ok: false, ...refusal });
    expect(await client.findTarget('fw/nova/nova-42.img')).toMatchObject({ refusal: 'not-refreshed' });
  });

  it('a mirror that fails is no mirror that has no newer root', async () => {
    const repository = createRepository();
    const serve = mirrorOf(repository);
    const client = await createClient(repository, {
      mirrors: [
        async (name, max) => (name.includes('root') ? { kind: 'failed', why: 'unreachable' } : serve(name, max)),
      ],
    });
    expect(await client.refresh()).toEqual({ ok: false, role: 'root', refusal: 'unreachable' });
  });
});

describe('mirrors (properties 16)', () => {
  const hostile = async (kind: string, repository: ReturnType<typeof createRepository>) => {
    const frozen = { files: new Map(repository.files), requests: [] };
    const serve = mirrorOf(frozen);
    const servers: Record<string, (name: string, maxBytes: number) => ReturnType<typeof serve>> = {
      frozen: serve,
      empty: async () => ({ kind: 'absent' }),
      down: async () => ({ kind: 'failed', why: 'unreachable' }),
      endless: async () => ({ kind: 'failed', why: 'too-large' }),
      dripping: async () => ({ kind: 'failed', why: 'too-slow' }),
      noise: async () => ({ kind: 'found', bytes: new Uint8Array([0, 255]) }),
      braces: async () => ({ kind: 'found', bytes: new TextEncoder().encode('{}') }),
      'one file for all': async () => ({
        kind: 'found',
        bytes: frozen.files.get('timestamp.json') ?? new Uint8Array(),
      }),
      'root for ever': async (name, max) => serve(name.includes('root') ? '1.root.json' : name, max),
      'no snapshot': async (name, max) => (name.includes('snapshot') ? { kind: 'absent' } : serve(name, max)),
      'cut short': async (name, max) => {
        const fetched = await serve(name, max);
        return fetched.kind === 'found' ? { kind: 'found', bytes: fetched.bytes.subarray(0, -1) } : fetched;
      },
      'flipped bit': async (name, max) => {
        const fetched = await serve(name, max);
        if (fetched.kind !== 'found') return fetched;
        return { kind: 'found', bytes: fetched.bytes.map((byte, at) => (at === 300 ? byte ^ 1 : byte)) };
      },
    };
    return servers[kind] ?? serve;
  };

  it.each([
    'frozen',
    'empty',
    'down',
    'endless',
    'dripping',
    'noise',
    'braces',
    'one file for all',
    'root for ever',
    'no snapshot',
    'cut short',
    'flipped bit',
  ])('two that are %s do not keep a client from the good one for three refreshes', async (kind) => {
    const repository = createRepository();
    const bad = await hostile(kind, repository);
    const client = await createClient(repository, { mirrors: [bad, bad, mirrorOf(repository)] });
    repository.publishRoot();
    repository.publish();
    for (let polls = 0; polls < 3; polls += 1) await client.refresh();
    expect(versionsIn(client.store.files)).toEqual({ root: 2, timestamp: 2, snapshot: 2, targets: 2 });
  });
});

describe('the time (properties 29)', () => {
  const at = async (clockMs: number) => {
    const repository = createRepository();
    const clock = { ms: clockMs };
    const client = await createClient(repository, { nowMs: () => clock.ms });
    return { repository, clock, client };
  };

  it('is that of the newest timestamp when the clock stands in 1970', async () => {
    const { client } = await at(0);
    expect(await client.refresh()).toMatchObject({ ok: true, trustedMs: nowMs });
  });

  it('does not let a clock of 1970 revive what is dead', async () => {
    const { repository, client } = await at(0);
    repository.publishSnapshot({ expiresMs: nowMs - 1 });
    repository.publishTimestamp();
    expect(await client.refresh()).toMatchObject({ role: 'snapshot', refusal: 'expired' });
  });

  it('of 2038 refuses, and spoils nothing for the next good time', async () => {
    const { clock, client } = await at(Date.UTC(2038, 0, 19));
    expect(await client.refresh()).toMatchObject({ refusal: 'expired' });
    clock.ms = nowMs;
    expect(await client.refresh()).toMatchObject({ ok: true, trustedMs: nowMs });
  });

  it('is read once a refresh', async () => {
    const repository = createRepository();
    let readings = 0;
    const client = await createClient(repository, { nowMs: () => nowMs + ++readings * 400 * dayMs - 400 * dayMs });
    expect(await client.refresh()).toMatchObject({ ok: true });
    expect(readings).toBe(1);
    expect(await client.refresh()).toMatchObject({ role: 'root', refusal: 'expired' });
  });

  it('set far ahead by a thief of the timestamp key comes back when the key is rotated', async () => {
    const { repository, client } = await at(nowMs);
    repository.publishTimestamp({ expiresMs: nowMs + 4_000 * dayMs });
    expect(await client.refresh()).toMatchObject({ ok: false, refusal: 'expired' });
    repository.rotate('timestamp', repository.signers.get('snapshot')?.[0] ?? timestampKey);
    repository.publishTimestamp({ version: 1, expiresMs: nowMs + dayMs });
    expect(await client.refresh()).toMatchObject({ ok: true, trustedMs: nowMs });
  });
});

describe('metadata lives up to its expiry and not through it (properties 8)', () => {
  const publishers = {
    root: (repository: Repository, expiresMs: number) => repository.publishRoot({ expiresMs }),
    timestamp: (repository: Repository, expiresMs: number) => repository.publishTimestamp({ expiresMs }),
    snapshot: (repository: Repository, expiresMs: number) => repository.publishSnapshot({ expiresMs }),
    targets: (repository: Repository, expiresMs: number) => repository.publishTargets('targets', { expiresMs }),
  };
  it.each(['root', 'timestamp', 'snapshot', 'targets'] as const)('%s', async (role) => {
    for (const [clockMs, isAlive] of [
      [nowMs - 1_000, true],
      [nowMs - 1, true],
      [nowMs, false],
      [nowMs + 1_000, false],
    ] as const) {
      const repository = createRepository();
      publishers[role](repository, nowMs);
      if (role === 'targets') repository.publishSnapshot();
      if (role !== 'timestamp') repository.publishTimestamp({ expiresMs: nowMs + dayMs / 2 });
      const client = await createClient(repository, { nowMs: () => clockMs });
      expect(await client.refresh()).toMatchObject(isAlive ? { ok: true } : { role, refusal: 'expired' });
    }
  });
});

it.each([1, 2])('a timestamp of version %i that another key signed is refused', async (version) => {
  const repository = createRepository();
  const client = await createClient(repository);
  await client.refresh();
  repository.signers.set('timestamp', repository.signers.get('snapshot') ?? []);
  repository.publishTimestamp({ version });
  expect(await client.refresh()).toEqual({ ok: false, role: 'timestamp', refusal: 'too-few-signatures' });
});

it('a mirror that stands still is noticed when its timestamp runs out', async () => {
  const repository = createRepository();
  const clock = { ms: nowMs };
  const client = await createClient(repository, { nowMs: () => clock.ms });
  await client.refresh();
  clock.ms = repository.now.timestamp.expiresMs;
  expect(await client.refresh()).toEqual({ ok: false, role: 'timestamp', refusal: 'expired' });
});

it('an expired file is not kept, and the one before it still forbids to go back', async () => {
  const repository = createRepository();
  repository.publishTimestamp();
  const client = await createClient(repository);
  await client.refresh();
  repository.files.set(
    'timestamp.json',
    fileOf(encodeTimestampPayload({ ...repository.now.timestamp, version: 3, expiresMs: nowMs }), timestampKey),
  );
  expect(await client.refresh()).toMatchObject({ role: 'timestamp', refusal: 'expired' });
  expect(versionsIn(client.store.files)).toMatchObject({ timestamp: 2 });
  repository.publishTimestamp({ version: 1 });
  expect(await client.refresh()).toMatchObject({ role: 'timestamp', refusal: 'version-too-low' });
});
