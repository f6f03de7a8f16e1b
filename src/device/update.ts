// One update, start to finish: check the offer, download, hash, install, remember, and say how it went.
import type { ReleaseStatement } from '../domain/build/release-statement.ts';
import type { Offer } from '../wire/device/poll-answer.ts';
import { checkOffer, type OfferRefusal, type Self } from './check-offer.ts';
import { isStagedAsSigned, whileChecking } from './check-staged.ts';
import { download } from './download.ts';
import type { Hasher, Installer, Memory, MemoryStore, Staging, Web } from './ports.ts';

export type Device = {
  readonly self: Self;
  readonly origin: string;
  readonly web: Web;
  readonly memory: MemoryStore;
  readonly staging: Staging;
  readonly installer: Installer;
  readonly hasher: () => Hasher;
  /** Puts an event where it is sent with the next check-in. */
  readonly report: (event: {
    build: string;
    outcome: 'accepted' | 'installed' | 'confirmed' | 'failed';
    reason?: string;
  }) => Promise<void>;
};

export type UpdateOutcome =
  | { readonly kind: 'installed'; readonly version: string }
  | { readonly kind: 'refused'; readonly refusal: OfferRefusal }
  /** Come back later; what arrived is kept. */
  | { readonly kind: 'interrupted'; readonly why: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Attempts within one update; a dead network is left to the next poll (one layer retries, properties 73). */
const downloadTries = 3;
const stallMs = 30_000;

/** A refused offer is not reported as a failed install: the device never started. Memory changes last, after the other slot is written. */
export async function update(device: Device, offer: Offer, nowMs: number): Promise<UpdateOutcome> {
  const memory = await device.memory.load();
  const check = checkOffer(offer, device.self, memory, Math.max(nowMs, memory.latestMs));
  if (!check.ok) return { kind: 'refused', refusal: check.refusal };
  const { release } = check;
  await device.report({ build: release.version, outcome: 'accepted' });

  const interrupted = await fetchImage(device, release, new URL(check.url, device.origin).href);
  if (interrupted !== null) return { kind: 'interrupted', why: interrupted };
  const failed = await installStaged(device, release);
  if (failed !== null) return fail(device, release, failed);

  const { releaseId, version, counter, securityFloor, image } = release;
  const pending = {
    releaseId,
    version,
    counter,
    securityFloor,
    imageSha256: image.sha256,
    isBack: check.rolloutKey === null,
  };
  const ceilingSeqs =
    check.rolloutKey === null
      ? memory.ceilingSeqs
      : keepNewest({ ...memory.ceilingSeqs, [check.rolloutKey]: check.seq });
  await device.memory.save({ ...memory, pending, ceilingSeqs, latestMs: Math.max(nowMs, memory.latestMs) });
  await device.report({ build: version, outcome: 'installed' });
  return { kind: 'installed', version };
}

/** Null when exactly the signed bytes are staged. Wrong bytes are the network's fault, not the build's: they are thrown away and asked for again. */
async function fetchImage(device: Device, { image }: ReleaseStatement, url: string): Promise<string | null> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await download(device.web, device.staging, { url, image, stallMs });
    const isRight = outcome.ok && (await isStagedAsSigned(device.staging, device.hasher(), image));
    if (isRight) return null;
    if (outcome.ok || outcome.next === 'discard') await device.staging.discard();
    if (tries === downloadTries) return outcome.ok ? 'hash-mismatch' : outcome.why;
  }
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

const keptCeilings = 32;
const keepNewest = (seqs: Memory['ceilingSeqs']): Memory['ceilingSeqs'] =>
  Object.fromEntries(Object.entries(seqs).slice(-keptCeilings));
