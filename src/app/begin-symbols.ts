// Begins the upload of a file of symbols: for which product and build, and where its parts go.
import { checkSymbols, type Symbols } from '../domain/report/symbols/symbols.ts';
import { partBytes, uploadExpiresS } from './begin-attachment.ts';
import { auditOf, type By } from './by.ts';
import type { Builds } from './ports/builds.ts';
import type { Entropy } from './ports/entropy.ts';
import type { PartUrl, Uploads } from './ports/objects.ts';
import type { SymbolStore } from './ports/symbols.ts';

export type BeginSymbolsPorts = {
  readonly symbols: SymbolStore;
  readonly builds: Builds;
  readonly uploads: Uploads;
  readonly entropy: Entropy;
};

export type WantedSymbols = Pick<
  Symbols,
  'product' | 'kind' | 'identity' | 'name' | 'fileName' | 'sizeBytes' | 'sha256'
> & {
  /** Id, version or vendor string; null for a file that traces call by an identity of its own. */
  readonly build: string | null;
};

export type BeginSymbolsAnswer =
  | { readonly ok: true; readonly symbols: Symbols; readonly parts: readonly PartUrl[] }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-product' | 'unknown-build' | 'build-missing' | 'malformed-symbols';
    };

/** What is there already is answered without parts; what is on its way begins again. */
export async function beginSymbols(
  ports: BeginSymbolsPorts,
  { build, ...wanted }: WantedSymbols,
  by: By,
): Promise<BeginSymbolsAnswer> {
  const { product, sizeBytes, sha256 } = wanted;
  const buildId = build === null ? null : await findBuild(ports.builds, product, build);
  if (build !== null && buildId === null) return { ok: false, refusal: 'unknown-build' };
  const refusal = checkSymbols({ ...wanted, buildId });
  if (refusal !== null) return { ok: false, refusal: refusal === 'malformed' ? 'malformed-symbols' : refusal };
  const objectKey = `symbols/${product}/${ports.entropy.randomHex(16)}-${sha256}`;
  const uploadId = await ports.uploads.recordUpload(objectKey);
  const onTheWay = { ...wanted, buildId, objectKey, uploadId, createdMs: by.nowMs };
  const audit = auditOf(by, 'symbols uploaded', product, { kind: wanted.kind, name: wanted.name, buildId, sha256 });
  const symbols = await ports.symbols.recordSymbols(onTheWay, audit);
  if (symbols?.uploadId !== uploadId) {
    await ports.uploads.recordAbandoned(objectKey, uploadId);
    return symbols === null ? { ok: false, refusal: 'unknown-product' } : { ok: true, symbols, parts: [] };
  }
  const partNumbers = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => index + 1);
  const parts = await ports.uploads.signParts({ key: objectKey, uploadId, partNumbers, expiresS: uploadExpiresS });
  return { ok: true, symbols, parts };
}

/** The id of the product's build; drafts count, for symbols may be there before a build is sealed. */
async function findBuild(builds: Builds, product: string, name: string): Promise<string | null> {
  const found = (await builds.loadBuild(name)) ?? (await builds.loadBuildByName(product, name));
  return found !== null && found.product === product ? found.id : null;
}
