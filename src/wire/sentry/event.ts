// Turns an event of a Sentry SDK into a report of ours: what ran, on which device, and the failure as its platform prints it.
import { cleanText } from '../../domain/privacy/clean-text.ts';
import { cutCleaned } from '../../domain/privacy/cut.ts';
import type { ReportKind } from '../../domain/report/report.ts';
import { asObject, type Json, listAt, numberAt, objectAt, textAt } from './json.ts';
import { printFailure } from './print-failure.ts';

export type SentryReport = {
  /** 32 hex digits; null where the SDK made none. */
  readonly id: string | null;
  readonly kind: ReportKind;
  readonly title: string;
  readonly text: string;
  readonly release: string | null;
  readonly dist: string | null;
  readonly fingerprint: string | null;
  readonly device: string | null;
  /** What happened before, the newest last. */
  readonly breadcrumbs: readonly string[];
  /** What stands below the failure: where it ran, and what happened before. */
  readonly note: string;
  /** Whether it tells of a failure, a stack or words; a program that died often leaves that to the dump beside its event. */
  readonly saysNothing: boolean;
};

const maxBreadcrumbs = 30;

/** Ids come with dashes from some SDKs. */
export const normaliseId = (id: string | null): string | null => {
  const plain = (id ?? '').replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(plain) ? plain : null;
};

export function readEvent(event: Json): SentryReport {
  const crumbs = listAt(event, 'breadcrumbs', maxBreadcrumbs).flatMap((crumb) => printCrumb(crumb));
  const failure = printFailure(event);
  const message = messageOf(event);
  const level = textAt(event, 'level');
  // A message may come with the stack that it was said on; only what was thrown, or died, has a type or a thread that crashed.
  const isCrash = failure?.isThrown === true || level === 'fatal' || level === 'error';
  const before = crumbs.length === 0 ? [] : ['', 'Before that:', ...crumbs];
  const isSaid = message !== null && (failure?.places.length ?? 0) > 0;
  const places = isSaid ? ['', 'Said at:', ...(failure?.places ?? [])] : [];
  const note = [...places, ...contextLines(event), ...before].join('\n');
  const said = (isSaid ? null : failure?.text) ?? message ?? '(nothing said)';
  return {
    id: normaliseId(textAt(event, 'event_id')),
    kind: isCrash ? 'crash' : 'bug',
    // A crash without words may have a dump beside it, which calls it by its name.
    title: oneLine(titleOf({ isCrash, said: message ?? failure?.said ?? null, hasStack: failure !== null && !isSaid })),
    text: note === '' ? said : `${said}\n${note}`,
    note,
    saysNothing: failure === null && message === null,
    release: nameOf(textAt(event, 'release')),
    dist: nameOf(textAt(event, 'dist')),
    fingerprint: nameOf(androidFingerprint(event)),
    device: deviceOf(event),
    breadcrumbs: crumbs,
  };
}

type Said = { readonly isCrash: boolean; readonly said: string | null; readonly hasStack: boolean };

const titleOf = ({ isCrash, said, hasStack }: Said): string =>
  isCrash ? (hasStack ? '' : (said ?? '')) : (said ?? 'Message without words');

export const oneLine = (text: string): string =>
  cutCleaned(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ').trim(), 200);

/** Names of builds have no spaces here; Sentry's may. */
export const nameOf = (name: string | null): string | null => {
  // Cleaned before its spaces go: they say where a word begins.
  const plain = cleanText(name ?? '')
    .text.trim()
    .replace(/[^!-~]+/g, '_')
    .slice(0, 128);
  return plain === '' ? null : plain;
};

/** The SDKs spell the message in three ways. */
function messageOf(event: Json): string | null {
  const entry = asObject(event.logentry) ?? asObject(event.message);
  return textAt(event, 'message') ?? textAt(entry, 'formatted') ?? textAt(entry, 'message');
}

/**
 * Android's SDK puts the build of the system among the contexts, ours its fingerprint into a tag. Of other systems that build
 * is a kernel's or a desktop's, which nobody published here.
 */
function androidFingerprint(event: Json): string | null {
  const contexts = objectAt(event, 'contexts');
  const os = objectAt(contexts, 'os');
  const build = textAt(os, 'build');
  const isAndroid = /^android$/i.test(textAt(os, 'name') ?? '') || (build ?? '').includes('/');
  return (
    textAt(objectAt(event, 'tags'), 'build.fingerprint') ??
    (isAndroid ? build : null) ??
    textAt(objectAt(contexts, 'device'), 'fingerprint')
  );
}

/** The id that the app gave; it is nobody's proof of anything, and only tells devices apart. */
export function deviceOf(event: Json): string | null {
  const user = objectAt(event, 'user');
  const id = user?.id;
  const said = typeof id === 'number' ? String(id) : textAt(user, 'id');
  const plain = (said ?? textAt(objectAt(objectAt(event, 'contexts'), 'device'), 'id') ?? '').slice(0, 64);
  // A phone number or an IMEI tells of more than of a device.
  return /^[A-Za-z0-9._:-]{1,64}$/.test(plain) && cleanText(plain).text === plain ? plain : null;
}

function printCrumb(crumb: Json): string[] {
  const at = textAt(crumb, 'timestamp') ?? numberAt(crumb, 'timestamp');
  const said = textAt(crumb, 'message') ?? textAt(crumb, 'type');
  if (said === null) return [];
  return [[at ?? '', textAt(crumb, 'category') ?? '', oneLine(said)].join(' ').trim()];
}

/** Where it ran, in a few lines that the search finds. */
export function contextLines(event: Json): string[] {
  const contexts = objectAt(event, 'contexts');
  const of = (context: string, ...names: string[]): string =>
    names.flatMap((name) => textAt(objectAt(contexts, context), name) ?? []).join(' ');
  const pairs = [
    ['release', textAt(event, 'release') ?? ''],
    ['environment', textAt(event, 'environment') ?? ''],
    ['os', of('os', 'name', 'version', 'build')],
    ['device', of('device', 'manufacturer', 'model', 'arch')],
    ['runtime', of('runtime', 'name', 'version')],
  ] as const;
  const lines = pairs.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${oneLine(value)}`);
  return lines.length === 0 ? [] : ['', ...lines];
}
