// Metadata that was altered, bent or overloaded never throws, is refused by name, and changes nothing that is trusted (properties 1, 18, 19).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostReading } from '../../scripts/tuf/host-reading.ts';
import { ourReading } from '../../src/device/trust/portable.ts';
import type { Reading } from '../../src/device/trust/ports.ts';
import type { Refusal } from '../../src/device/trust/refusal.ts';
import { createUpdater } from '../../src/device/trust/updater.ts';
import { encodeCanonical } from '../../src/wire/canonical-json.ts';
import { fakeTrustStore } from '../fakes/trust-store.ts';
import {
  createClient,
  createRepository,
  fileOf,
  mirrorOf,
  type Repository,
  verifyByPlatform,
} from '../samples/repository.ts';
import { sampleKey } from '../samples/statements.ts';

const target = 'fw/nova/nova-42.img';
const files = {
  root: '2.root.json',
  timestamp: 'timestamp.json',
  snapshot: '2.snapshot.json',
  targets: '2.targets.json',
  'fw-nova': '2.fw-nova.json',
};
type Role = keyof typeof files;
const roles: readonly Role[] = ['root', 'timestamp', 'snapshot', 'targets', 'fw-nova'];

/** A client that trusts the first publication, and the second one to bend. Without lists of hashes signatures stand alone. */
async function prepare(isListed: boolean, reading: Reading = ourReading) {
  const repository = createRepository();
  const client = await createClient(repository, { reading });
  await client.refresh();
  await client.findTarget(target);
  repository.publishRoot();
  publishSecond(repository, isListed);
  const served = repository.files;
  const trusted = new Map(client.store.files);
  /** What came of it when the mirror gives these bytes for the role's file, to a client as it was before. */
  const offer = async (role: Role, bytes: Uint8Array) => {
    const store = fakeTrustStore(trusted);
    const { refresh, findTarget } = createUpdater({
      ...client.parts,
      mirrors: [mirrorOf({ files: new Map([...served, [files[role], bytes]]), requests: [] })],
      store,
    });
    const refreshed = await refresh();
    const outcome = refreshed.ok ? await findTarget(target) : refreshed;
    return { outcome, kept: store.files.get(role) };
  };
  return { repository, trusted, offer };
}

function publishSecond(repository: Repository, isListed: boolean) {
  for (const name of ['targets', 'fw-nova']) repository.publishTargets(name);
  const bare = (version: number) => ({ version, lengthBytes: null, hashes: null });
  repository.publishSnapshot(
    isListed
      ? {}
      : {
          meta: new Map([
            ['targets', bare(2)],
            ['fw-nova', bare(2)],
          ]),
        },
  );
  repository.publishTimestamp(isListed ? {} : { snapshot: bare(2) });
}

const decode = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const encode = (text: string) => new TextEncoder().encode(text);

const mutations: Record<string, (bytes: Uint8Array, dice: number) => Uint8Array> = {
  'a flipped bit': (bytes, dice) =>
    bytes.map((byte, at) => (at === dice % bytes.length ? byte ^ (1 << (dice % 8)) : byte)),
  'a byte cut out': (bytes, dice) => bytes.filter((_, at) => at !== dice % bytes.length),
  'a byte doubled': (bytes, dice) =>
    Uint8Array.from([...bytes.subarray(0, dice % bytes.length), ...bytes.subarray((dice % bytes.length) - 1)]),
  'cut short': (bytes, dice) => bytes.subarray(0, dice % bytes.length),
  'no signature': (bytes) => encode(decode(bytes).replace(/"signatures":\[.*?\]/, '"signatures":[]')),
  'a signature of zeros': (bytes) => encode(decode(bytes).replace(/"sig":"\w+"/, `"sig":"${'0'.repeat(128)}"`)),
  'a signature of another': (bytes, dice) => {
    const sig = sampleKey(dice % 200).sign(encode(decode(bytes).replace(/^.*"signed":(.*)\}$/, '$1'))).sig;
    return encode(decode(bytes).replace(/"sig":"\w+"/, `"sig":"${sig}"`));
  },
  'another version': (bytes) => encode(decode(bytes).replace(/"version":2\}\}$/, '"version":3}}')),
};

describe.each([
  ['with lengths and hashes listed', true],
  ['with versions alone listed', false],
])('altered after signing, %s', (_, isListed) => {
  it.each(roles)('%s is refused and changes nothing, in 200 mutants', async (role) => {
    const { repository, trusted, offer } = await prepare(isListed);
    const honest = repository.files.get(files[role]) ?? new Uint8Array();
    const kinds = fc.constantFrom(...Object.keys(mutations));
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat({ max: 1_000_000 }), async (kind, dice) => {
        const mutant = mutations[kind]?.(honest, dice) ?? honest;
        fc.pre(decode(mutant) !== decode(honest));
        const { outcome, kept } = await offer(role, mutant);
        expect(outcome).toMatchObject({ ok: false, role });
        expect(kept).toBe(trusted.get(role));
      }),
      { numRuns: 200 },
    );
    expect((await offer(role, honest)).outcome).toMatchObject({ ok: true });
  });
});

/** Values that have surprised readers of JSON. */
const odd = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e300,
  '',
  'x',
  '__proto__',
  '2026-13-01T00:00:00Z',
  '\ud800',
  [],
  [[]],
  {},
  { length: -1 },
];

/** Sets, removes or doubles a member somewhere below a value. */
function bend(value: unknown, steps: readonly number[], oddity: unknown): unknown {
  const [step = 0, ...rest] = steps;
  if (typeof value !== 'object' || value === null || steps.length === 0) return oddity;
  const names = Object.keys(value);
  const name = names[step % Math.max(1, names.length)];
  if (name === undefined) return oddity;
  const copy: unknown = structuredClone(value);
  if (typeof copy !== 'object' || copy === null) return oddity;
  if (rest.length === 0 && step % 3 === 0) Reflect.deleteProperty(copy, name);
  else Reflect.set(copy, name, bend(Reflect.get(value, name), rest, oddity));
  return copy;
}

const keysOf: Record<Role, ReturnType<typeof sampleKey>> = {
  root: sampleKey(11),
  targets: sampleKey(12),
  snapshot: sampleKey(13),
  timestamp: sampleKey(14),
  'fw-nova': sampleKey(15),
};

/** A root is kept before its expiry counts, and a role that no longer has the target was right in itself. */
const wasTaken = ({ role, refusal }: Refusal): boolean =>
  refusal === 'target-not-found' || (role === 'root' && refusal === 'expired');

/** Nightly 100,000 (properties 18): `TUF_MUTANTS=100000`. */
const mutants = Number(process.env.TUF_MUTANTS ?? 1_500);

describe.each([
  ['device', ourReading],
  ['host', hostReading],
])('bent and signed again, on a %s', (_, reading) => {
  it.each(roles)(
    '%s never throws, and what is refused changes nothing',
    async (role) => {
      const { repository, trusted, offer } = await prepare(false, reading);
      const honest: unknown = JSON.parse(decode(repository.files.get(files[role])));
      const signed: unknown = Reflect.get(Object(honest), 'signed');
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 7 }),
          fc.constantFrom(...odd),
          fc.boolean(),
          async (steps, oddity, isInside) => {
            const bent = bend(signed, steps, oddity);
            const payload = encodeCanonical(bent);
            const bytes =
              isInside && payload.ok
                ? fileOf(payload, keysOf[role])
                : encode(
                    JSON.stringify(isInside ? { signatures: [], signed: bent } : bend(honest, steps, oddity)) ?? '',
                  );
            const { outcome, kept } = await offer(role, bytes);
            if (outcome.ok || outcome.role !== role || wasTaken(outcome)) return;
            refused += 1;
            expect(kept).toBe(trusted.get(role));
          },
        ),
        { numRuns: mutants / 10 },
      );
      expect(refused).toBeGreaterThan(mutants / 40);
    },
    120_000 + mutants * 5,
  );
});

describe('ten thousand signatures', () => {
  const flood = async (reading: Reading) => {
    let looks = 0;
    const repository = createRepository();
    const client = await createClient(repository, {
      reading,
      verify: (...question) => {
        looks += 1;
        return verifyByPlatform(...question);
      },
    });
    const { signed, signatures } = JSON.parse(decode(repository.files.get('timestamp.json')));
    const others = Array.from({ length: 10_000 }, (_, at) => ({
      ...signatures[0],
      keyid: at.toString(16).padStart(64, '0'),
    }));
    repository.files.set('timestamp.json', encode(JSON.stringify({ signatures: [...others, ...signatures], signed })));
    const outcome = await client.refresh();
    return { outcome, looks };
  };

  it('do not fit into a timestamp file', async () => {
    const { outcome, looks } = await flood(ourReading);
    expect(outcome).toMatchObject({ role: 'timestamp', refusal: 'too-large' });
    expect(looks).toBeLessThanOrEqual(4);
  });

  it.each([
    ['device', ourReading],
    ['host', hostReading],
  ])('of one key under 40 ids in a root cost a %s at most 16 looks', async (_, reading) => {
    const { repository } = await prepare(true);
    let looks = 0;
    const { signed, signatures } = JSON.parse(decode(repository.files.get('2.root.json')));
    const others = Array.from({ length: 4_000 }, (_, at) => ({
      ...signatures[0],
      keyid: at.toString(16).padStart(64, '0'),
    }));
    for (const first of [others, []]) {
      const files = new Map(repository.files);
      files.set('2.root.json', encode(JSON.stringify({ signatures: [...first, ...signatures, ...others], signed })));
      const client = await createClient(repository, {
        reading,
        mirrors: [mirrorOf({ files, requests: [] })],
        verify: (...question) => {
          looks += 1;
          return verifyByPlatform(...question);
        },
      });
      looks = 0;
      await client.refresh();
      expect(looks).toBeLessThanOrEqual(16);
    }
  });
});
