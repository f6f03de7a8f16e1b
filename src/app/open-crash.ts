// Looks into a packed body for the crash that it holds: bounded in what it unpacks, and what it cannot open stays closed.

import { maxAttachmentBytes } from '../domain/issue/attachment.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { packedForm } from '../domain/report/packed/packed-form.ts';
import { chooseEntries, cutEntry, listEntries } from '../domain/report/packed/zip.ts';
import { tellsOfCrash } from './key-by-file.ts';
import type { Unpack } from './ports/unpack.ts';

export type OpenedCrash = {
  /** What is inside, or the body itself; null where nothing in it can be read. */
  readonly bytes: Uint8Array | null;
  /** How the name of the body ends, where it is packed and worth keeping as it came. */
  readonly form: string | null;
};

type Ports = { readonly unpack: Unpack; readonly codec: TextCodec };

export async function openCrash(ports: Ports, bytes: Uint8Array): Promise<OpenedCrash> {
  const form = packedForm(bytes);
  if (form === null) return { bytes, form };
  if (form === 'gz') {
    const unpacked = await ports.unpack(bytes, 'gzip', maxAttachmentBytes);
    const isOpen = unpacked.ok && packedForm(unpacked.bytes) === null;
    return { bytes: isOpen ? unpacked.bytes : null, form };
  }
  return { bytes: form === 'zip' ? await openZip(ports, bytes) : null, form };
}

/** The first entry that tells of a crash; the first at all where none does. */
async function openZip({ unpack, codec }: Ports, bytes: Uint8Array): Promise<Uint8Array | null> {
  let first: Uint8Array | null = null;
  for (const entry of chooseEntries(listEntries(bytes))) {
    const cut = cutEntry(bytes, entry);
    if (cut === null) continue;
    const unpacked = cut.isGzip
      ? await unpack(cut.bytes, 'gzip', maxAttachmentBytes)
      : { ok: true as const, bytes: cut.bytes };
    if (!unpacked.ok || packedForm(unpacked.bytes) !== null) continue;
    if (tellsOfCrash(codec.decode(unpacked.bytes, 'utf-8') ?? '')) return unpacked.bytes;
    first ??= unpacked.bytes;
  }
  return first;
}
