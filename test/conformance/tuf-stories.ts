// How a case of the TUF vectors is told: a client trusts one publication, something is published, and it asks for a target.
import { hexOf } from '../../src/domain/bytes.ts';
import type { RoleKeys } from '../../src/domain/trust/tuf/metadata.ts';
import { encodeCanonical } from '../../src/wire/canonical-json.ts';
import { encodeEnvelope } from '../../src/wire/statement/envelope.ts';
import { createRepository, type Repository } from '../samples/repository.ts';
import { expectValue, nowMs, type SampleKey } from '../samples/statements.ts';

export const target = 'fw/nova/nova-42.img';

/** `spaces` behind a file are what makes it too large without making the vectors so. */
export type Served = { readonly bytes: Uint8Array; readonly spaces: number };

export type TufCase = {
  readonly name: string;
  /** `accept`, or the word of the rule that refuses. */
  readonly verdict: string;
  /** Of the file that is refused; null when none is. */
  readonly role: string | null;
  /** What the client trusts, by role. */
  readonly trusted: ReadonlyMap<string, Uint8Array>;
  readonly served: ReadonlyMap<string, Served>;
  readonly nowMs: number;
  readonly target: string;
};

/** What a tale may do: publish, and put files into the mirror that nobody published. */
export type Scene = {
  readonly repository: Repository;
  readonly at: (file: string) => Uint8Array;
  readonly put: (file: string, bytes: Uint8Array, spaces?: number) => void;
  /** `timestamp.json` before the publication that the client trusts. */
  readonly oldTimestamp: Uint8Array;
};

export type Tale = {
  readonly name: string;
  readonly verdict: string;
  readonly role?: string;
  /** What happens after the client's last refresh; without it nothing does. */
  readonly act?: (scene: Scene) => void;
  readonly nowMs?: number;
  /** The client has a root and nothing else. */
  readonly isFresh?: boolean;
  readonly target?: string;
};

/** The client trusts root 1 and the second publication of everything else. */
export function tell({ name, verdict, role, act, isFresh = false, ...rest }: Tale): TufCase {
  const repository = createRepository();
  const at = (file: string): Uint8Array => repository.files.get(file) ?? new Uint8Array();
  const oldTimestamp = at('timestamp.json');
  repository.publish();
  const first: readonly (readonly [string, Uint8Array])[] = [
    ['root', at('1.root.json')],
    ['timestamp', at('timestamp.json')],
    ['snapshot', at('2.snapshot.json')],
    ['targets', at('2.targets.json')],
    ['fw-nova', at('2.fw-nova.json')],
  ];
  const trusted = new Map(isFresh ? first.slice(0, 1) : first);
  const bent = new Map<string, Served>();
  const put: Scene['put'] = (file, bytes, spaces = 0) => void bent.set(file, { bytes, spaces });
  act?.({ repository, at, put, oldTimestamp });
  const honest = [...repository.files].map(([file, bytes]): [string, Served] => [file, { bytes, spaces: 0 }]);
  const served = new Map([...honest, ...bent]);
  return { name, verdict, role: role ?? null, trusted, served, nowMs, target, ...rest };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

export type Signature = { readonly keyid: string; readonly sig: string };

/** The file with another text, under the signatures that it had. */
export const respell = (bytes: Uint8Array, change: (text: string) => string): Uint8Array =>
  encode(change(decode(bytes)));

/** The file with another content, signed anew. */
export function resign(
  bytes: Uint8Array,
  change: (signed: Record<string, never>) => unknown,
  sign: (payload: Uint8Array) => readonly Signature[],
): Uint8Array {
  const { signed } = JSON.parse(decode(bytes)) as { signed: Record<string, never> };
  const payload = expectValue(encodeCanonical(change(signed)));
  return encode(encodeEnvelope(payload, [...sign(payload)]));
}

/** The payload of a file, for signing it otherwise. */
export const payloadOf = (bytes: Uint8Array): Uint8Array =>
  expectValue(encodeCanonical((JSON.parse(decode(bytes)) as { signed: unknown }).signed));

/** The same content under other signatures. */
export const underSignatures = (bytes: Uint8Array, signatures: readonly Signature[]): Uint8Array =>
  encode(encodeEnvelope(payloadOf(bytes), [...signatures]));

/** L, the order of the base point (RFC 8032, 5.1). */
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature with S + L in place of S: libraries that do not look take it. */
export function malleate({ keyid, sig }: Signature): Signature {
  const littleEndian = sig.slice(64).match(/../g) ?? [];
  const sum = BigInt(`0x${[...littleEndian].reverse().join('')}`) + groupOrder;
  const bytes = sum.toString(16).padStart(64, '0').match(/../g) ?? [];
  return { keyid, sig: sig.slice(0, 64) + [...bytes].reverse().join('') };
}

/** The constant signature that passes under a key of small order: R the identity, S zero. */
export const constantSignature = `01${'00'.repeat(63)}`;

export type Key = Pick<SampleKey, 'keyId' | 'publicKey'>;

/** A key as metadata spells it. */
export const tufKeyOf = ({ publicKey }: Key) => ({
  keytype: 'ed25519',
  keyval: { public: hexOf(publicKey) },
  scheme: 'ed25519',
});

export const keysOf = (threshold: number, ...keys: readonly Key[]): RoleKeys => ({
  threshold,
  keys: keys.map(({ keyId, publicKey }) => ({ keyId, publicKey })),
});

/** Names the role, which is what a refusal is about unless the tale says otherwise. */
export const ofRole = (role: string, tales: readonly Tale[]): Tale[] =>
  tales.map((tale) => ({
    ...tale,
    name: `${role}: ${tale.name}`,
    ...(tale.verdict === 'accept' ? {} : { role: tale.role ?? role }),
  }));
