// Looks into the bytes of a crash for what they hold: bounded in what it unpacks, and what it cannot open stays closed.
import { maskBytes } from '../domain/privacy/mask-bytes.ts';
import { isMinidump } from '../domain/report/fingerprint/minidump/minidump.ts';
import { binaryReportText } from '../domain/report/fingerprint/report-text.ts';
import { packedForm } from '../domain/report/packed/packed-form.ts';
import { wideForm } from '../domain/text-form.ts';
import { sourceOfBytes } from './archive-source.ts';
import { decodeText } from './archive-text.ts';
import { type OpenedArchive, type OpenPorts, openGzip, openText, openZip } from './open-archive.ts';

export type OpenedCrash = {
  /** What is inside, or the body itself; null where nothing in it can be read. */
  readonly text: string | null;
  /** How the name of the body ends, where it is packed. */
  readonly form: string | null;
  /** What was found beside the text that stands in `text`. */
  readonly inner: OpenedArchive | null;
};

/** Shorter logs hold one crash, whatever else they say. */
const leastLogChars = 8 * 1024;

/** Null for what is neither zip nor gzip. */
export async function openPacked(ports: OpenPorts, bytes: Uint8Array): Promise<OpenedArchive | null> {
  const form = packedForm(bytes);
  if (form !== 'zip' && form !== 'gz') return null;
  return form === 'zip' ? openZip(ports, sourceOfBytes(bytes)) : openGzip(ports, sourceOfBytes(bytes));
}

export async function openCrash(ports: OpenPorts, bytes: Uint8Array): Promise<OpenedCrash> {
  const form = packedForm(bytes);
  const packed = await openPacked(ports, bytes);
  if (packed !== null) {
    const text = packed.crashes[0]?.text ?? packed.text;
    return { text: text === '' ? null : text, form, inner: packed };
  }
  if (form !== null) return { text: null, form, inner: null };
  const printed = binaryReportText(bytes) ?? (isMinidump(bytes) ? 'A minidump that tells of no crash.' : null);
  const text = printed ?? decodeText(ports.codec, readableOf(ports, bytes));
  const inner = printed === null && text.length >= leastLogChars ? await openText(ports, bytes) : null;
  return { text, form, inner };
}

/** Where a zero shows that not all of it is one text, what stands there in wide letters is cleaned before it is read. */
const readableOf = ({ codec }: OpenPorts, bytes: Uint8Array): Uint8Array =>
  bytes.includes(0) && wideForm(bytes) === null ? maskBytes(bytes, codec, 'wide').bytes : bytes;
