// The nouns of fingerprinting: a frame, a trace, what was ruled about each frame, and the keys that come of it.

export const traceKinds = ['java', 'native', 'tombstone', 'anr', 'kernel', 'mcu', 'js', 'text'] as const;
export type TraceKind = (typeof traceKinds)[number];

export type Frame = {
  /** Normalised: no arguments, offsets, counters; empty where the trace has only a module or an address. */
  readonly fn: string;
  /** Base name of the library, bundle or source file; empty where the trace has none. */
  readonly module: string;
  /** Where in the module, as the trace has it (hex, no prefix); empty where there is a function. */
  readonly pc: string;
};

/** What a reader found in the text, before any frame is judged. */
export type Trace = {
  /** The class of what went wrong: an exception's name, a signal, a sanitizer's word. */
  readonly failure: string;
  /** The process that it belongs to; empty where the text does not say. */
  readonly process: string;
  /** The words that came with it, as they stand. */
  readonly message: string;
  /** Innermost first. */
  readonly frames: readonly Frame[];
};

/** What a rule says of a frame; `kept` frames are those that a key is made of. */
export type Verdict = { readonly frame: Frame; readonly rule: string; readonly isKept: boolean };

/** The words that the keys are hashed from, kept so that a person can see why two reports met or did not. */
export type KeyParts = {
  /** Class and the frames that identify: same issue. */
  readonly strict: readonly string[];
  /** Class and the first such frame: probably the same issue. */
  readonly loose: readonly string[];
  /** Other forms of the strict key: other names of the same function, addresses beside symbols. */
  readonly alt: readonly (readonly string[])[];
  /** Everything that could be read, judged by no rule. */
  readonly raw: readonly string[];
};

export type Reading = {
  readonly trace: Trace;
  readonly verdicts: readonly Verdict[];
  readonly parts: KeyParts;
  readonly title: string;
};

/** Reads a text of one kind; null where it is none after all. */
export type Reader = (text: string, at: number) => Reading | null;

export const noFrame: Frame = { fn: '', module: '', pc: '' };
