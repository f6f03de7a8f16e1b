// Prints the exceptions of a Sentry event as their platform does, so that one set of rules reads them all.
import { type Json, listAt, numberAt, objectAt, textAt } from './json.ts';
import { printNative, signalIn } from './print-native.ts';
import { scriptPrinter } from './print-script.ts';
import { line, placeOf, said } from './printed-line.ts';

/** As many as a key is read from, and those that people look at. */
const maxFrames = 100;
const maxExceptions = 10;

type Printer = (exception: Json, frames: readonly Json[], images: readonly Json[]) => string;

export type PrintedFailure = {
  readonly text: string;
  /** Whether something was thrown or a thread died; a message that carries a stack is neither. */
  readonly isThrown: boolean;
  /** Where a thread was that nothing happened to, a line a call: the words that were said there tell messages apart, not the place. */
  readonly places: readonly string[];
  /** The words of what was thrown or said last. */
  readonly said: string | null;
};

/** Null for an event without a stack or an exception. SDKs list the outermost first and the newest frame last. */
export function printFailure(event: Json): PrintedFailure | null {
  const exceptions = listAt(event, 'exception', maxExceptions);
  const threads = listAt(event, 'threads', 50).filter((thread) => thread.crashed === true || thread.current === true);
  const found = exceptions.length > 0 ? exceptions : threads.slice(0, 1);
  if (found.length === 0) return null;
  const images = listAt(objectAt(event, 'debug_meta'), 'images', 500);
  const platform = textAt(event, 'platform') ?? 'other';
  const print = printerOf(platform, found);
  // Ours read from the outside in, theirs were collected from the inside out.
  const printed = [...found].reverse().map((exception) => print(exception, framesOf(exception), images));
  const isThrown = found.some(
    (each) => textAt(each, 'type') !== null || (each.crashed === true && !isSaidAside(event)),
  );
  const isOnlyPlace = exceptions.length === 0 && !isThrown;
  return {
    places: isOnlyPlace ? found.flatMap(framesOf).map(placeLine) : [],
    text: printed.join(platform === 'java' ? '\nCaused by: ' : '\n'),
    isThrown,
    said: textAt(found.at(-1) ?? null, 'value'),
  };
}

/** sentry-java marks the thread that says something as one that crashed, whatever it says. */
const isSaidAside = (event: Json): boolean => /^(?:debug|log|info|warning)$/.test(textAt(event, 'level') ?? '');

const placeLine = (frame: Json): string =>
  `  ${line(textAt(frame, 'function') ?? '?')} (${line(placeOf(frame)) || line(textAt(frame, 'instruction_addr') ?? '')}${numberAt(frame, 'lineno') === null ? '' : ` ${numberAt(frame, 'lineno')}`})`;

const framesOf = (exception: Json): Json[] => listAt(objectAt(exception, 'stacktrace'), 'frames', maxFrames).reverse();

function printerOf(platform: string, exceptions: readonly Json[]): Printer {
  const isNative = exceptions.some((exception) =>
    framesOf(exception).some((frame) => textAt(frame, 'instruction_addr') !== null),
  );
  if (platform === 'java') return printJava;
  if (isNative || (/^(?:native|cocoa)$/.test(platform) && !exceptions.every(isWords))) return printNative;
  if (platform === 'python') return printPython;
  return scriptPrinter(platform);
}

/** An error that a program only told of, as those of Rust are, has no place: its type and words are all there is. */
const isWords = (exception: Json): boolean =>
  textAt(exception, 'type') !== null && framesOf(exception).length === 0 && signalIn(exception) === null;

const nameOf = (exception: Json): string => {
  const module = textAt(exception, 'module');
  const type = textAt(exception, 'type') ?? 'Error';
  return module === null || type.includes('.') ? type : `${module}.${type}`;
};

const printJava: Printer = (exception, frames) => {
  const printed = frames.map((frame) => {
    const module = textAt(frame, 'module');
    const name = line(textAt(frame, 'function') ?? 'unknown');
    const at = numberAt(frame, 'lineno');
    return `\tat ${module === null ? '' : `${line(module)}.`}${name}(${line(placeOf(frame)) || 'Unknown Source'}${at === null ? '' : `:${at}`})`;
  });
  return [`${line(nameOf(exception))}${said(exception)}`, ...printed].join('\n');
};

/** Python prints the newest call last, and the exception below it. */
const printPython: Printer = (exception, frames) => {
  const printed = [...frames]
    .reverse()
    .map(
      (frame) =>
        `  File "${line(placeOf(frame))}", line ${numberAt(frame, 'lineno') ?? 0}, in ${line(textAt(frame, 'function') ?? '?')}`,
    );
  return ['Traceback (most recent call last):', ...printed, `${line(nameOf(exception))}${said(exception)}`].join('\n');
};
