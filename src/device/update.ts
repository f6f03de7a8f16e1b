// One update, start to finish: check the offer, download, hash, install, remember, and say how it went.
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import type { InstallOutcome } from '../domain/device/event.ts';
import type { Offer } from '../wire/device/poll-answer.ts';
import { checkOffer, type OfferCheck, type OfferRefusal, type Self } from './check-offer.ts';
import { whileChecking } from './check-staged.ts';
import type { ChunkListWord } from './chunk-list.ts';
import { type FetchedImage, fetchImage } from './fetch-image.ts';
import { hintsOf } from './hints.ts';
import { obtainStatements, type StatementRefusal, type Statements } from './obtain-statements.ts';
import type { Hasher, Installer, Memory, MemoryStore, Staging, Web } from './ports.ts';
import { wordFor } from './trust/refusal.ts';
import type { Updater } from './trust/updater.ts';

export type Device = {
  readonly self: Self;
  /** Whose signatures it believes: begun with the root that the device was built with. */
  readonly trust: Updater;
  readonly origin: string;
  readonly web: Web;
  readonly memory: MemoryStore;
  readonly staging: Staging;
  readonly installer: Installer;
  readonly hasher: () => Hasher;
  /** How long a download may bring nothing, or next to nothing, before it is given up; 30 seconds when left out. */
  readonly stallMs?: number;
  /** Puts an event where it is sent with the next check-in. */
  readonly report: (event: { build: string; outcome: InstallOutcome; reason?: string }) => Promise<void>;
};

export type UpdateRefusal = OfferRefusal | Exclude<StatementRefusal, 'expired'> | 'stale';

export type UpdateOutcome =
  /** `chunkList`: whether the download was checked chunk by chunk, or why as a whole only. */
  | { readonly kind: 'installed'; readonly version: string; readonly chunkList: ChunkListWord }
  /** `stale`: what the device trusts ran out; it keeps running and asking. */
  | { readonly kind: 'refused'; readonly refusal: UpdateRefusal }
  /** Come back later; what arrived is kept. */
  | { readonly kind: 'interrupted'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

const usualStallMs = 30_000;

/**
 * A refused offer is not reported as a failed install: the device never started. All is judged by one reading of the
 * clock, the updater's; an expiry during the download is none.
 */
export async function update(device: Device, offer: Offer): Promise<UpdateOutcome> {
  const refreshed = await device.trust.refresh(hintsOf(offer));
  if (!refreshed.ok) return { kind: 'refused', refusal: wordFor(refreshed.refusal) };
  const obtained = await obtainStatements(device.trust, offer);
  if (!obtained.ok) return { kind: 'refused', refusal: wordFor(obtained.refusal) };
  const memory = await rememberStop(device.memory, obtained.statements);
  const { trustedMs: nowMs, clockMs } = refreshed;
  const statements = { ...obtained.statements, stopSeq: memory.stopSeqs[stopKeyOf(obtained.statements)] ?? 0 };
  const check = checkOffer({ offer, statements, self: device.self, memory, nowMs, clockMs });
  if (!check.ok) return { kind: 'refused', refusal: check.refusal };
  const { release } = check;
  await device.report({ build: release.version, outcome: 'accepted' });

  const fetched = await fetchSigned(device, check);
  if (!fetched.ok) return { kind: 'interrupted', why: fetched.why };
  const { chunkList } = fetched;
  const failed = await installRemembered(device, memory, check);
  if (failed !== null) return fail(device, release, failed);
  await device.report({ build: release.version, outcome: 'installed', ...remarkOn(chunkList) });
  return { kind: 'installed', version: release.version, chunkList };
}

/** With the product, or another product's people could stop what is none of theirs. */
const stopKeyOf = ({ release: { statement } }: Statements): string => `${statement.product}/${statement.releaseId}`;

/** A thief of one stop key can take a stop out of its file, but not out of the memory of those who saw it. */
async function rememberStop(store: MemoryStore, statements: Statements): Promise<Memory> {
  const memory = await store.load();
  const key = stopKeyOf(statements);
  if (statements.stopSeq <= (memory.stopSeqs[key] ?? 0)) return memory;
  const next = { ...memory, stopSeqs: keepNewest({ ...memory.stopSeqs, [key]: statements.stopSeq }) };
  await store.save(next);
  return next;
}

/** Memory knows of the build before the other slot is touched: whatever a power cut leaves there, the next boot is explained. */
async function installRemembered(device: Device, memory: Memory, check: OfferCheck & { ok: true }) {
  const { release, rolloutKey, seq } = check;
  const { releaseId, version, counter, securityFloor, image } = release;
  const isBack = rolloutKey === null;
  const pending = { releaseId, version, counter, securityFloor, imageSha256: image.sha256, isBack };
  const ceilingSeqs = isBack ? memory.ceilingSeqs : keepNewest({ ...memory.ceilingSeqs, [rolloutKey]: seq });
  const next = { ...memory, otherCounter: null, ceilingSeqs };
  await device.memory.save({ ...next, pending });
  const failed = await installStaged(device, release);
  if (failed !== null) await device.memory.save({ ...next, pending: null });
  return failed;
}

const remarkOn = (chunkList: ChunkListWord) =>
  chunkList === 'checked' ? {} : { reason: `checked as a whole, not by chunk: list ${chunkList}` };

/** Addresses that are none of the web's are left out. */
async function fetchSigned(device: Device, { release, urls }: OfferCheck & { ok: true }): Promise<FetchedImage> {
  const { web, staging, hasher, origin, stallMs = usualStallMs } = device;
  const [first, ...others] = urls.map((path) => readUrl(path, origin)).filter((url) => url !== null);
  if (first === undefined) return { ok: false, why: 'bad-address' };
  return fetchImage({ web, staging, hasher, origin, stallMs }, release, [first, ...others]);
}

/** Nobody signed the address, and nobody has to: only the bytes count. Null for what is none of the web's. */
function readUrl(path: string, origin: string): string | null {
  const url = URL.parse(path, origin);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** Null when the installer took every byte and they were still the signed ones, otherwise why not. */
async function installStaged(device: Device, { image, version, counter }: ReleaseStatement): Promise<string | null> {
  try {
    const bytes = whileChecking(device.staging.read(image.sha256), device.hasher(), image);
    await device.installer.install({ version, counter, fileName: image.fileName, sha256: image.sha256 }, bytes);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : 'install hook failed';
  }
}

async function fail(device: Device, { version }: ReleaseStatement, why: string): Promise<UpdateOutcome> {
  await device.staging.discard();
  await device.report({ build: version, outcome: 'failed', reason: why });
  return { kind: 'failed', why };
}

const keptSeqs = 32;
const keepNewest = (seqs: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(seqs).slice(-keptSeqs));
