// Reads what Crashpad and Breakpad send beside a minidump: the event of Sentry's native SDK, or plain annotations.
import { readJson } from './envelope.ts';
import { asObject, type Json } from './json.ts';
import { readMsgpack } from './msgpack.ts';

/** Parts of a form by name, as texts, and its files as bytes. */
export type CrashpadForm = {
  readonly texts: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, Uint8Array>;
};

export const dumpField = 'upload_file_minidump';
const eventField = '__sentry-event';
const breadcrumbFields = ['__sentry-breadcrumb1', '__sentry-breadcrumb2'];

/** Files that say something about the report, and are none to keep. */
export const isAboutReport = (field: string): boolean =>
  field === dumpField || field === eventField || breadcrumbFields.includes(field);

const maxBreadcrumbs = 200;
const encoder = new TextEncoder();

/** As an event of an SDK; annotations of Breakpad's own clients fill in what it leaves out. */
export function readCrashpadEvent({ texts, files }: CrashpadForm): Json {
  const packed = files.get(eventField);
  const sent = (packed === undefined ? null : asObject(readMsgpack(packed)[0])) ?? fieldEvent(texts);
  const breadcrumbs = breadcrumbFields
    .flatMap((name) => readMsgpack(files.get(name) ?? new Uint8Array()))
    .slice(-maxBreadcrumbs);
  const release = sent.release ?? texts.get('release') ?? texts.get('ver') ?? texts.get('version') ?? null;
  const user = sent.user ?? (texts.has('guid') ? { id: texts.get('guid') } : null);
  return { ...sent, level: 'fatal', release, user, ...(breadcrumbs.length === 0 ? {} : { breadcrumbs }) };
}

/** `sentry` holds JSON, in several parts where it is long (`sentry__1`, `sentry__2`, …), or one field each: `sentry[release]`. */
function fieldEvent(texts: ReadonlyMap<string, string>): Json {
  const parts = [...texts].filter(([name]) => /^sentry(?:__\d{1,3})?$/.test(name)).sort(byPart);
  const whole = readJson(encoder.encode(parts.map(([, text]) => text).join('')));
  const single: Record<string, unknown> = {};
  for (const [name, text] of texts) {
    const [, key, id] = /^sentry\[(release|dist|environment|event_id|user|platform)\](\[id\])?$/.exec(name) ?? [];
    if (key !== undefined) single[key] = id === undefined ? text : { id: text };
  }
  return { ...whole, ...single };
}

const byPart = ([one]: [string, string], [other]: [string, string]): number => numberOf(one) - numberOf(other);
const numberOf = (name: string): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
