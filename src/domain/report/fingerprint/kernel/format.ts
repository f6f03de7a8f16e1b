// What a kernel report's headline can be and how its title is made: the form of the tables beside this file.
// Tables and procedure follow pkg/report of google/syzkaller (linux.go, report.go; Apache-2.0, Copyright 2017 syzkaller project authors), where they were tuned on
// thousands of reports; titles are its titles, so that a fault has the name that the kernel's own trackers give it.

/** One step of finding the guilty frame: a line to wait for, whose groups are frames too, or a stack to read. */
export type StackStep = RegExp | 'stack';

export type StackRecipe = {
  readonly steps: readonly StackStep[];
  /** Tried where the first steps lead to no frame. */
  readonly otherwise?: readonly StackStep[];
  /** Patterns of functions that never identify this kind of report. */
  readonly skip?: readonly string[];
  readonly choose?: 'stall' | 'hang';
};

export type KernelFormat = {
  readonly title: RegExp;
  /** Lines that must follow one another, the first on the line of the title; where missing, the report is damaged. */
  readonly report?: readonly RegExp[];
  /** `%1` is the first group of the title (of the report where there is one); frames are counted on behind the groups. */
  readonly as: string;
  /** Families: other headlines of the same kind of fault in the same frame. */
  readonly family?: string;
  readonly alt?: string;
  readonly stack?: StackRecipe;
  /** Which group of the title is a function that names the fault where the stack has none. */
  readonly ownFunction?: number;
  /** The headline was cut off, or it is only the consequence of one that was lost. */
  readonly isDamaged?: true;
  /** The headline may go on in the next line. */
  readonly isBroken?: true;
};

export type Headline = {
  readonly header: string;
  readonly formats: readonly KernelFormat[];
  /** Lines with the header's words that are no fault. */
  readonly unless?: readonly RegExp[];
};

const macros: readonly (readonly [string, string])[] = [
  ['{{PC}}', String.raw`\[<?(?:0x)?[0-9a-f]{1,16}>?\]`],
  // PowerPC has a dot before its functions, old kernels the module between colons.
  ['{{FUNC}}', String.raw`(?:\.|:\w{1,60}:)?([a-zA-Z0-9_]+)(?:\.|\+)`],
  // Assembly that the preprocessor reads ends in a capital: `entry.S`.
  ['{{SRC}}', String.raw`([a-zA-Z0-9_/.-]{1,200}\.[a-zA-Z]{1,4}:[0-9]{1,6})`],
];

/** A pattern with `{{PC}}`, `{{FUNC}}` and `{{SRC}}` filled in. */
export const re = (pattern: string): RegExp =>
  new RegExp(macros.reduce((text, [macro, by]) => text.replaceAll(macro, by), pattern));

/** Before the colon stands the code segment: 0010, 0033, and e030 under Xen. */
export const ripFrame = re(
  String.raw`(?:IP|NIP|[Ee]?[Pp][Cc] ?|[EI]P is at|PC is at|Krnl PSW :? ?[0-9a-f]{16} [0-9a-f]{16}|epc\s{1,4}|ERA: [0-9a-f]{16}):? \(?(?:(?:[0-9a-f]{1,8}:)?(?:{{PC}} +){0,2}{{FUNC}}|(?:[0-9]+:)?0x[0-9a-f]+|(?:[0-9]+:)?{{PC}} +\[< *\(null\)>\] +\(null\)|[0-9]+: +\(null\))`,
);
/** 32-bit ARM kernels that unwind by tables print no such words: the first frame is the innermost one (arch/arm/kernel/unwind.c). */
export const callTrace =
  /(?:Call [Tt]race:)|(?:Backtrace:)|\(\w{1,80}(?:\+0x[\da-f]{1,8}\/0x[\da-f]{1,8})?\) from \[<|^ *[\w.]{1,80}(?: \[\w{1,60}\])? from [\w.]{1,80}\+0x[\da-f]{1,8}\/0x/;

export const fromRip: StackRecipe = { steps: [ripFrame, callTrace, 'stack'], otherwise: [callTrace, 'stack'] };
export const fromTrace: StackRecipe = { steps: [callTrace, 'stack'] };

/** A headline that has one title. */
export const one = (header: string, format: KernelFormat, unless: readonly RegExp[] = []): Headline => ({
  header,
  formats: [format],
  unless,
});

/** A fault of memory in the frame where it happened. */
export const access = (title: RegExp, as: string): KernelFormat => ({
  title,
  as,
  family: 'bad-access in %1',
  stack: fromRip,
});

/** Traps put the guilty frame into RIP; older kernels print the stack alone. */
export const fromWarning = (...skip: string[]): StackRecipe => ({
  steps: [re(`(?:${ripFrame.source}|--- interrupt: [0-9]+ at {{FUNC}})`), 'stack'],
  otherwise: [callTrace, 'stack'],
  skip,
});

/** `[WARNING:viz_main.cc(85)]`, `[0114/INFO:CONSOLE(3)]`: loggers of browsers print the word before a file; the kernel a space behind it. */
export const otherProgram = (word: string): RegExp =>
  new RegExp(`${word}:[\\w./-]{1,120}(?:\\(\\d{1,6}\\)|:\\d{1,6})\\]`);
