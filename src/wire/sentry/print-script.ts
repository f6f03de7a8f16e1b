// Prints an exception of a scripting language, or of Go, as engines of JavaScript do: the newest call first, a line a call.
import { type Json, numberAt, textAt } from './json.ts';
import { line, placeOf, said } from './printed-line.ts';

type Spelling = {
  /** How a line calls the function of a frame; names have no spaces and brackets there. */
  readonly nameOf: (frame: Json) => string | null;
  readonly typeOf: (exception: Json) => string | null;
  readonly said: (exception: Json) => string;
};

const functionOf = (frame: Json): string | null => textAt(frame, 'function');
const typeOf = (exception: Json): string | null => textAt(exception, 'type');
const plain: Spelling = { nameOf: functionOf, typeOf, said };

/** Ruby says in which method a block or a rescue stands, and how deep: `block (2 levels) in open`. */
const ruby: Spelling = {
  ...plain,
  nameOf: (frame) =>
    functionOf(frame)?.replace(/^(?:(?:block|rescue|ensure)(?: \(\d{1,4} levels\))? in )+/, '') ?? null,
};

/**
 * Go writes a method as `(*Lens[...]).Open` of a module, a type as `*cam.LensError`; what the runtime threw says so twice,
 * by its type and by words that are those of other languages' dying programs.
 */
const go: Spelling = {
  nameOf: (frame) => {
    const name = functionOf(frame)?.replace(/[()*]|\[\.\.\.\]/g, '') ?? null;
    const home = textAt(frame, 'module');
    return name === null || home === null ? name : `${home}.${name}`;
  },
  typeOf: (exception) => typeOf(exception)?.replace(/^\*+/, '') ?? null,
  said: (exception) => said(exception).replace(/^: runtime error: /, ': '),
};

const spellings: ReadonlyMap<string, Spelling> = new Map([
  ['ruby', ruby],
  ['go', go],
]);

/** `platform` is the event's word for its language; what is not known here is printed as its frames stand. */
export function scriptPrinter(platform: string): (exception: Json, frames: readonly Json[]) => string {
  const spelling = spellings.get(platform) ?? plain;
  return (exception, frames) => {
    const head = `${line(spelling.typeOf(exception) ?? 'Error')}${spelling.said(exception)}`;
    return [head, ...frames.map((frame) => printFrame(spelling.nameOf(frame), frame))].join('\n');
  };
}

function printFrame(name: string | null, frame: Json): string {
  const place = [line(placeOf(frame)) || '<anonymous>', numberAt(frame, 'lineno') ?? 0, numberAt(frame, 'colno') ?? 0];
  return `    at ${line(name ?? '<anonymous>')} (${place.join(':')})`;
}
