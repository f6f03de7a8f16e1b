// A file of symbols that was published: for which product and build, and by which names traces ask for it.
import { maxPreparedBytes, type PreparedHead } from './prepared.ts';
import type { SymbolKind } from './symbol-set.ts';

export type Symbols = PreparedHead & {
  readonly id: number;
  readonly product: string;
  /** The build that it belongs to; null for one that traces call by an identity of its own. */
  readonly buildId: string | null;
  /** What the engineer's file was called. */
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly objectKey: string;
  /** Storage's id of the upload while the bytes are on their way; null once they are there. */
  readonly uploadId: string | null;
  readonly createdMs: number;
};

export type StatedSymbols = Pick<Symbols, 'kind' | 'identity' | 'name' | 'buildId' | 'sizeBytes'>;

const identities: Readonly<Record<SymbolKind, RegExp>> = {
  mapping: /^[0-9a-f]{7,64}$/,
  library: /^[0-9a-f]{8,128}$/,
  firmware: /^[0-9a-f]{64}$/,
  'source-map': /^[0-9a-f]{32}$/,
};

/** `build-missing`: nothing in the file says what it belongs to, and nobody else does. */
export function checkSymbols({
  kind,
  identity,
  buildId,
  sizeBytes,
}: StatedSymbols): 'build-missing' | 'malformed' | null {
  if (sizeBytes > maxPreparedBytes || (identity !== '' && !identities[kind].test(identity))) return 'malformed';
  return identity === '' && buildId === null ? 'build-missing' : null;
}

/** That answer to one question at most: a report names 16, and more files answer only where several builds share an identity. */
export const maxFoundSymbols = 64;

/** Of a build id in hex: events often name a library by its first sixteen bytes alone, as a GUID has no more. */
const headDigits = 32;
/** Of a token that asks by such a head. */
export const headTokenChars = 'library:'.length + headDigits;

export type SymbolTokens = {
  /** Answers to it for every build of the product; null where the file has no identity. */
  readonly everywhere: string | null;
  /** The same for a trace that has only the head of the identity. */
  readonly byHead: string | null;
  /** Answers to it for reports of its build. */
  readonly ofBuild: string;
};

/** What `listWants` asks by. */
export function tokensOf({ kind, identity, name }: PreparedHead): SymbolTokens {
  const own = (word: string): string | null => (identity === '' ? null : `${word}:${identity}`);
  const byHead = own(kind)?.slice(0, headTokenChars) ?? null;
  if (kind === 'mapping') return { everywhere: own('mapping'), byHead: null, ofBuild: 'mapping' };
  if (kind === 'firmware') return { everywhere: `firmware:${identity.slice(0, 8)}`, byHead: null, ofBuild: 'firmware' };
  if (kind === 'library') return { everywhere: own('library'), byHead, ofBuild: `library:${name.toLowerCase()}` };
  return { everywhere: own('map'), byHead: null, ofBuild: `map:${name}` };
}

/** As a report remembers what nobody could answer yet: tokens with a blank before and behind each. Null for none. */
export function wordWants(tokens: Iterable<string>): string | null {
  const safe = [...tokens].filter((token) => /^[!-~]{1,160}$/.test(token)).slice(0, 16);
  return safe.length === 0 ? null : ` ${safe.join(' ')} `;
}
