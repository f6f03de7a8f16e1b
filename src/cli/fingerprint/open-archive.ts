// Opens a zip archive on this machine as the service would, for the crashes in it.
import { inflateRawSync } from 'node:zlib';
import { crashesIn, gatherCrashes, originOf } from '../../domain/report/bugreport/gather-crashes.ts';
import type { InnerCrash } from '../../domain/report/bugreport/inner-crash.ts';
import { openSections, type Section } from '../../domain/report/bugreport/sections.ts';
import { binaryReportText } from '../../domain/report/fingerprint/report-text.ts';
import { chooseEntries, type KnownEntry } from '../../domain/report/packed/known-entries.ts';
import { findDirectory, listEntries, packedOffset, zipTailBytes } from '../../domain/report/packed/zip.ts';

/** A text of JavaScript holds no more. */
const maxEntryBytes = 400 * 1024 * 1024;
/** `openSections` keeps lines, so a text may come in pieces of any size. */
const pieceChars = 1024 * 1024;

/** Distinct, the newest first; none where it is damaged or holds none. */
export const openArchive = (bytes: Uint8Array): InnerCrash[] => gatherSections(archiveSections(bytes, false));

/** An archive in an archive is read, too; one in that is not. */
function archiveSections(bytes: Uint8Array, isInner: boolean): readonly Section[] {
  const place = findDirectory(bytes.subarray(Math.max(0, bytes.length - zipTailBytes)));
  if (place === null) return [];
  const entries = listEntries(bytes.subarray(place.at, place.at + place.sizeBytes));
  return chooseEntries(entries).flatMap((known) => sectionsOf(bytes, known, isInner));
}

/** Those of a text that holds several; none of one that is a crash itself. */
export function openLog(text: string): InnerCrash[] {
  const sections = readSections(text);
  return crashesIn(sections).length > 1 ? gatherSections(sections) : [];
}

function gatherSections(sections: readonly Section[]): InnerCrash[] {
  const head = sections.find(({ kind, text }) => kind === 'head' && text.includes('Build fingerprint:'))?.text ?? '';
  return gatherCrashes(crashesIn(sections), originOf(head));
}

function readSections(text: string): readonly Section[] {
  const reader = openSections();
  for (let at = 0; at < text.length; at += pieceChars) reader.take(text.slice(at, at + pieceChars));
  return reader.end();
}

function sectionsOf(bytes: Uint8Array, { entry, kind }: KnownEntry, isInner: boolean): readonly Section[] {
  const packed = cutEntry(bytes, entry);
  if (packed === null) return [];
  if (kind === 'zip') return isInner ? [] : archiveSections(packed, true);
  const text = binaryReportText(packed) ?? new TextDecoder().decode(packed);
  if (kind === 'main') return readSections(text);
  return text.includes('\0') ? [] : [{ name: entry.name, kind, text }];
}

function cutEntry(bytes: Uint8Array, { at, method, packedBytes }: KnownEntry['entry']): Uint8Array | null {
  const offset = packedOffset(bytes.subarray(at));
  if (offset === null) return null;
  const packed = bytes.subarray(at + offset, at + offset + packedBytes);
  if (method === 0) return packed;
  try {
    return inflateRawSync(packed, { maxOutputLength: maxEntryBytes });
  } catch {
    return null;
  }
}
