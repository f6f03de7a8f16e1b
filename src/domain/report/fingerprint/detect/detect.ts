// Says of which kind a text is, and where in it the crash begins.
import { stripLogPrefix } from '../cut/log-prefix.ts';
import { perLine } from '../cut/per-line.ts';
import type { TraceKind } from '../trace.ts';
import { findDeath, mayBeHandled } from './death.ts';
import { jsonReport } from './json-report.ts';
import { certainMarkers, lineSigns, type Marker, type Sign, sureSigns } from './markers.ts';

export type Detection = {
  readonly kind: TraceKind;
  /** Index of the first character that shows it. */
  readonly at: number;
  /** The word or form that showed it, for the explanation. */
  readonly by: string;
};

/** Most reports show their kind at once; only where the head shows none is all of a text searched. */
const headChars = 4096;
/** Forms of lines are looked for in this much of a text. */
const formChars = 32 * 1024;
const formLineChars = 600;
/** Shorter lines have no form. */
const leastForm = 8;
const noForm = { text: '' };

/**
 * The kinds that a text may be of, the likeliest first; the last one takes any text. Each is sought when it is asked for. What a
 * log says before a process dies is not what it died of.
 */
export function* detectKinds(text: string): Generator<Detection> {
  let isSought = false;
  for (const detection of detectInOrder(text)) {
    const death = !isSought && mayBeHandled(detection) ? findDeath(text, detection) : null;
    isSought ||= mayBeHandled(detection);
    if (death !== null) yield death;
    yield detection;
  }
}

function* detectInOrder(text: string): Generator<Detection> {
  const json = jsonReport(text);
  if (json !== null) yield { kind: json.kind, at: 0, by: 'a JSON object' };
  else {
    const tried = new Set<TraceKind>();
    yield* byWord(text.slice(0, headChars), tried);
    const isPlain = tried.size === 0;
    if (isPlain) yield* byForm(text.slice(0, headChars), tried, sureSigns);
    if (isPlain && text.length > headChars) yield* byWord(text, tried);
    yield* byForm(text.slice(0, formChars), tried, lineSigns);
    yield* byFormBehindPrefix(text.slice(0, formChars), tried);
    // What looked like a kind in the head was none: a program may say `INFO:` long before it dies.
    if (!isPlain && text.length > headChars) yield* byWord(text, tried);
  }
  yield { kind: 'text', at: 0, by: 'no sign of a crash' };
}

function* byForm(text: string, tried: ReadonlySet<TraceKind>, signs: readonly Sign[]): Generator<Detection> {
  for (const { kind, pattern } of signs) {
    const at = tried.has(kind) ? -1 : text.search(pattern);
    if (at !== -1) yield { kind, at, by: 'the form of a line' };
  }
}

/** Loggers and quotations hide the form of a line: lines that have a prefix are looked at without it. */
function* byFormBehindPrefix(text: string, tried: ReadonlySet<TraceKind>): Generator<Detection> {
  const lines: { readonly at: number; readonly said: string }[] = [];
  const strip = perLine(stripLogPrefix);
  const known = new Set<string>();
  let at = 0;
  for (const line of text.split('\n')) {
    const { text: said } = line.length < leastForm ? noForm : strip(line.slice(0, formLineChars));
    const isPrefixed = said.length >= leastForm && said.length < Math.min(line.length, formLineChars);
    // The first line of a form is sought: what was said before need not be looked at again.
    if (isPrefixed && !known.has(said)) lines.push({ at, said });
    if (isPrefixed) known.add(said);
    at += line.length + 1;
  }
  for (const { kind, pattern } of lineSigns) {
    const found = tried.has(kind) ? undefined : lines.find(({ said }) => pattern.test(said));
    if (found !== undefined) yield { kind, at: found.at, by: 'the form of a line behind its prefix' };
  }
}

/** A marker, and where behind its head a character stands that its first one is not: that one tells at once, also in a ruled line. */
type Probe = Marker & { readonly probe: number; readonly code: number };

const headLength = 3;

const probed = (marker: Marker): Probe => {
  const { word } = marker;
  const other = [...word].findIndex((char, at) => at >= headLength && char !== word[0]);
  const probe = other === -1 ? 0 : other;
  return { ...marker, probe, code: word.charCodeAt(probe) };
};

/** Markers by their first three characters, of which a text has few that begin one. */
const markersOfHead: readonly (readonly Probe[] | undefined)[] = certainMarkers.reduce(
  (heads, marker) => {
    const head = headAt(marker.word, 0);
    heads[head] = [...(heads[head] ?? []), probed(marker)];
    return heads;
  },
  Array.from({ length: 1 << 15 }, (): Probe[] | undefined => undefined),
);

/** Fifteen bits of three characters; what falls together is told apart by the words themselves. */
function headAt(text: string, at: number): number {
  return ((text.charCodeAt(at) << 8) ^ (text.charCodeAt(at + 1) << 4) ^ text.charCodeAt(at + 2)) & 0x7fff;
}

/** The first sign of each kind, in the order of the text: one pass over its characters, as far as somebody asks. */
function* byWord(text: string, tried: Set<TraceKind>): Generator<Detection> {
  for (let from = 0; ; ) {
    const found = nextMarker(text, from, tried);
    if (found === null) return;
    tried.add(found.kind);
    yield found;
    from = found.at;
  }
}

/** Null where no marker of a kind that is not yet tried begins at `from` or behind it. */
function nextMarker(text: string, from: number, tried: ReadonlySet<TraceKind>): Detection | null {
  for (let at = from; at + 2 < text.length; at += 1) {
    const markers = markersOfHead[headAt(text, at)];
    if (markers === undefined) continue;
    for (let index = 0; index < markers.length; index += 1) {
      const marker = markers[index];
      if (marker === undefined || text.charCodeAt(at + marker.probe) !== marker.code) continue;
      if (!tried.has(marker.kind) && text.startsWith(marker.word, at))
        return { kind: marker.kind, at, by: marker.word.trim() };
    }
  }
  return null;
}
