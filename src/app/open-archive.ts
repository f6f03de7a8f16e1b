// Opens an archive that came with a report, or as one: what tells of crashes in it is taken out, bounded, and nothing else.
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { gatherCrashes, originOf } from '../domain/report/bugreport/gather-crashes.ts';
import type { InnerCrash } from '../domain/report/bugreport/inner-crash.ts';
import type { Section } from '../domain/report/bugreport/sections.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import { chooseEntries, type KnownEntry } from '../domain/report/packed/known-entries.ts';
import { wideForm } from '../domain/text-form.ts';
import { type ArchiveSource, readEntries, readEntry, readPieces, sourceOfBytes } from './archive-source.ts';
import { decodeText, joined, type ReadText, readLong, readShort } from './archive-text.ts';
import type { Inflate } from './ports/inflate.ts';

export type OpenedArchive = {
  /** What was read, by sections, not cleaned yet; empty where nothing could be. */
  readonly text: string;
  /** Distinct, the newest first. */
  readonly crashes: readonly InnerCrash[];
  /** The build that a bugreport says it is of. */
  readonly fingerprint: string | null;
};

export type OpenPorts = { readonly inflate: Inflate; readonly codec: TextCodec };

/** Unpacked bytes of a bugreport's own text, which would leave nothing to the others. */
const maxUnpackedBytes = 192 * 1024 * 1024;
const maxDumpBytes = 8 * 1024 * 1024;
/** Of all other entries together. */
const maxSmallBytes = 12 * 1024 * 1024;
/** Of what is kept: a log of some hours, cleaned within a second. */
const maxTextChars = 4 * 1024 * 1024;

/** Of a zip archive; nothing where it is damaged, encrypted, or made to unpack without end. */
export async function openZip(ports: OpenPorts, source: ArchiveSource): Promise<OpenedArchive> {
  return gather(
    await readZip(ports, { source, left: { main: maxUnpackedBytes, small: maxSmallBytes }, isInner: false }),
  );
}

type ReadingZip = {
  readonly source: ArchiveSource;
  /** What may still be unpacked, bytes, of this one and of what is inside. */
  readonly left: { main: number; small: number };
  readonly isInner: boolean;
};

/** An archive in an archive is read, too, as people send them; one in that is not. */
async function readZip(ports: OpenPorts, { source, left, isInner }: ReadingZip): Promise<ReadText[]> {
  const reads: ReadText[] = [];
  for (const known of chooseEntries(await readEntries(source))) {
    const size = known.kind === 'main' ? 'main' : 'small';
    const most = Math.min(left[size], known.maxBytes);
    if (most <= 0 || (known.kind === 'zip' && isInner)) continue;
    // What an entry says of its size may be a lie; packed bytes are not.
    left[size] -= Math.min(most, Math.max(known.entry.sizeBytes, known.entry.packedBytes));
    const reading = { source, known, most };
    if (known.kind !== 'zip') reads.push(await readKnown(ports, { ...reading, kind: known.kind }));
    else {
      const bytes = await joined(readEntry({ ...ports, source }, known.entry, most));
      reads.push(...(await readZip(ports, { source: sourceOfBytes(bytes), left, isInner: true })));
    }
  }
  return reads;
}

/** Of one file packed with gzip: a dump, which has to be read whole and may look like a text, or a long text. */
export async function openGzip({ inflate, codec }: OpenPorts, source: ArchiveSource): Promise<OpenedArchive> {
  const unpack = (most: number) => inflate(readPieces(source, 0, source.sizeBytes), 'gzip', most);
  const isDump = binaryReportText(await joined(unpack(maxDumpBytes))) !== null;
  const long = isDump ? null : await readLong(codec, unpack(maxUnpackedBytes));
  return gather([
    long !== null && long.sections.length > 0
      ? long
      : await readShort(codec, { name: '', kind: 'any' }, unpack(maxDumpBytes)),
  ]);
}

/** Of a text that is not packed. Pieces of it are cut between bytes, so it is read in an encoding of which none is cut. */
export async function openText({ codec }: Pick<OpenPorts, 'codec'>, bytes: Uint8Array): Promise<OpenedArchive> {
  const read = wideForm(bytes) === null ? bytes : codec.encode(decodeText(codec, bytes));
  return gather([await readLong(codec, readPieces(sourceOfBytes(read), 0, read.length))]);
}

type Reading = {
  readonly source: ArchiveSource;
  readonly known: KnownEntry;
  readonly kind: Exclude<KnownEntry['kind'], 'zip'>;
  readonly most: number;
};

function readKnown({ inflate, codec }: OpenPorts, { source, known, kind, most }: Reading): Promise<ReadText> {
  const packed = readEntry({ inflate, source }, known.entry, most);
  const pieces = known.isGzip ? inflate(packed, 'gzip', most) : packed;
  return kind === 'main' ? readLong(codec, pieces) : readShort(codec, { name: known.entry.name, kind }, pieces);
}

function gather(reads: readonly ReadText[]): OpenedArchive {
  const sections = reads.flatMap((read) => read.sections);
  const head = sections.find(({ kind, text }) => kind === 'head' && text.includes('Build fingerprint:'))?.text ?? '';
  const origin = originOf(head);
  const crashes = gatherCrashes(
    reads.flatMap((read) => read.crashes),
    origin,
  );
  return { text: printSections(sections), crashes, fingerprint: origin.fingerprint };
}

/** What does not fit is left out whole. */
function printSections(sections: readonly Section[]): string {
  let left = maxTextChars;
  const printed: string[] = [];
  for (const { name, text } of sections) {
    const piece = `${name === '' ? '' : `------ ${name} ------\n`}${text.trimEnd()}\n\n`;
    if (piece.length > left) continue;
    printed.push(piece);
    left -= piece.length;
  }
  return printed.join('');
}
