// One fault under other names: what a sanitizer, a memory checker and a debugger call it, each by what it sees.

/** The failing function and its caller. */
const stateLines = 2;

/** What a wild access hits is chance: the same read beyond a buffer meets a red zone, a neighbour or no page at all. */
const wildAccess =
  /^(?:segv|unknown-crash|wild-addr|(?:heap|stack|global|container)-(?:buffer-)?overflow)(?: (READ|WRITE))?$/;

/** A sanitizer tells of a segmentation fault which address it was and whether it was read; a debugger only that it was one. */
const segmentationFault = /^(?:SIGSEGV|segmentation fault|segv(?:-null)?(?: (?:READ|WRITE))?)$/;

const freedAccess = /^(?:heap-)?use-after-(?:free|poison) (READ|WRITE)$/;

/** Who watches no memory knows of a bad access no more than that it was one; `crash` is a stack of which nothing is said. */
const seenByDebugger = /^(?:SIGSEGV|segmentation fault|crash)$/;
const seenByChecker = /^invalid (read|write) of size/;

/** What is handed back twice, or was never handed out, as sanitizers, memory checkers and C libraries say it. */
const badFree =
  /^(?:double-free|bad-free|free on address which was not malloc|invalid free|double free or corruption|free\(\): (?:invalid|double)|munmap_chunk\(\): invalid)/;

/** One fault that tools have words of their own for, where its functions are the same. */
const alike: readonly { readonly as: string; readonly pattern: RegExp }[] = [
  { as: 'arithmetic fault', pattern: /^(?:fpe|SIGFPE|floating point exception)$/ },
  { as: 'lost memory', pattern: /^(?:leak|detected memory leaks)$/ },
];

/** Without a function's name an address would stand for it, and builds differ in those. */
const isFunction = (word: string | undefined): boolean => word !== undefined && /^[A-Za-z_~][^ ]*$/.test(word);

/** What else a report tells of a fault. */
export type Seen = {
  /** The program ended itself: a stack of which nothing is said is no bad access then. */
  readonly hasOwnDeath: boolean;
  /** What a memory checker knows of the address: `not stack'd, malloc'd or (recently) free'd`; empty where it says nothing. */
  readonly address: string;
};

/** Keys beside the strict one. */
export function otherNames(name: string, names: readonly string[], { hasOwnDeath, address }: Seen): string[][] {
  const top = names.slice(0, stateLines);
  const isState = top.length === stateLines;
  const areFunctions = isState && top.every(isFunction);
  const method = isMethod(names[0]) ? [[name, 'in', names[0] ?? '']] : [];
  if (!areFunctions && !wildAccess.test(name)) return method;
  if (badFree.test(name)) return [...method, ['bad free', ...top]];
  const told = alike.find(({ pattern }) => pattern.test(name));
  if (told !== undefined) return [...method, [told.as, ...top]];
  const checked = seenByChecker.exec(name)?.[1]?.toUpperCase();
  if (checked !== undefined) return [...method, ...checkedNames(checked, address).map((words) => [...words, ...top])];
  if (seenByDebugger.test(name)) return name === 'crash' && hasOwnDeath ? method : [...method, [...fault, ...top]];
  const access = wildAccess.exec(name)?.[1];
  const freed = freedAccess.exec(name)?.[1];
  return [
    ...method,
    ...(access !== undefined && isState ? [['bad access', access, ...top]] : []),
    ...(areFunctions && segmentationFault.test(name) ? [[...fault, ...top]] : []),
    ...(freed !== undefined ? [['use of freed memory', freed, ...top]] : []),
  ];
}

const fault = ['segmentation fault'];

/** A memory checker sees what a sanitizer sees, and says by the address what that one says by the class. */
function checkedNames(access: string, address: string): string[][] {
  if (/free'd$/.test(address) && !address.startsWith('not ')) return [['use of freed memory', access]];
  const isNear = /\b(?:after|before|inside|on thread)\b/.test(address);
  return [['bad access', access], ...(isNear ? [] : [fault])];
}

/** Messages that a runtime has for every program's mistake of that kind. */
const anybodys =
  /^(?:called `|index out of|assertion|attempt|explicit panic|not (?:yet )?implemented|internal error: entered unreachable|already |runtime error|unexpected |send on|close of|all goroutines|concurrent map|byte index|range |slice |source slice|out of |(?:un|mis)aligned|null pointer|panic |stack overflow|capacity overflow|mid > |no entry found|removal index|insertion index|swap_remove|interface conversion|invalid memory|sync:|reflect)/i;
const tellingWords = 3;

/** What a programmer wrote for one place tells it without a stack, which not everybody has printed. */
export function saidNames(name: string, [said = '', ...places]: readonly string[]): string[][] {
  const isTelling = (said.match(/[A-Za-z]{3,}/g) ?? []).length >= tellingWords && !anybodys.test(said);
  return isTelling && /^(?:panic|internal compiler error)$/.test(name) ? [[name, 'says', said, ...places]] : [];
}

/** Which of two accesses that race is seen second is chance. */
export const raceNames = (one: string | undefined, other: string | undefined): string[][] =>
  isFunction(one) && isFunction(other) ? [['race between', ...[one ?? '', other ?? ''].sort()]] : [];

/** A method of a class fails for one reason, whoever called it; a plain function of that name may be anybody's helper. */
const isMethod = (fn: string | undefined): boolean =>
  fn !== undefined &&
  /\w::.*\w::[~\w]/.test(fn) &&
  !/^(?:std|__gnu_cxx|boost|core|alloc)::|^Q[A-Z]|operator|<T>/.test(fn);
