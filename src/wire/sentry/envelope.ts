// Reads Sentry's envelopes: a header line, then items that each have a header line and a payload.
import { asObject, type Json, textAt } from './json.ts';

export type EnvelopeItem = { readonly type: string; readonly header: Json; readonly payload: Uint8Array };
export type Envelope = { readonly header: Json; readonly items: readonly EnvelopeItem[] };

/** More than any SDK sends in one; what is over is left unread. */
const maxItems = 100;
const newline = 10;

/** Null where not even the first line can be read. Items of which the envelope breaks off are left out, those before count. */
export function parseEnvelope(bytes: Uint8Array): Envelope | null {
  const first = lineFrom(bytes, 0);
  const header = readJson(first.line);
  if (header === null) return null;
  const items: EnvelopeItem[] = [];
  let at = first.next;
  while (at < bytes.length && items.length < maxItems) {
    const { line, next } = lineFrom(bytes, at);
    at = next;
    if (line.length === 0) continue;
    const itemHeader = readJson(line);
    if (itemHeader === null) break;
    const payload = payloadFrom(bytes, at, itemHeader);
    if (payload === null) break;
    items.push({ type: textAt(itemHeader, 'type') ?? '', header: itemHeader, payload: payload.bytes });
    at = payload.next;
  }
  return { header, items };
}

function lineFrom(bytes: Uint8Array, at: number): { line: Uint8Array; next: number } {
  const end = bytes.indexOf(newline, at);
  return end === -1
    ? { line: bytes.subarray(at), next: bytes.length }
    : { line: bytes.subarray(at, end), next: end + 1 };
}

/** With `length` the payload has that many bytes and a line end or nothing behind it, without it ends at the line. */
function payloadFrom(bytes: Uint8Array, at: number, header: Json): { bytes: Uint8Array; next: number } | null {
  const length = header.length;
  if (length === undefined || length === null) {
    const { line, next } = lineFrom(bytes, at);
    return { bytes: line, next };
  }
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) return null;
  const end = at + length;
  if (end > bytes.length || (end < bytes.length && bytes[end] !== newline)) return null;
  return { bytes: bytes.subarray(at, end), next: end + 1 };
}

const decoder = new TextDecoder('utf-8');

/** A JSON object; null for everything else. What is not UTF-8 in it becomes U+FFFD: a crash rarely chooses its words. */
export function readJson(bytes: Uint8Array): Json | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return asObject(value);
  } catch {
    return null;
  }
}
