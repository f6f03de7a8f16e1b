// Gives the messages of different engines for one mistake one name (reports.md 2.4).
import { messageTemplate } from '../normalise/message.ts';

type Meaning = {
  readonly name: string /** What the language calls it. */;
  readonly type: string;
  readonly pattern: RegExp;
};

/** The stack of an endless recursion repeats itself. */
export const stackOverflow = 'stack overflow';

const meanings: readonly Meaning[] = [
  { name: 'not defined', type: 'ReferenceError', pattern: /^'[\w$]{1,80}' is (?:undefined|not defined)$/ },
  {
    name: 'null dereference',
    type: 'TypeError',
    pattern:
      /(?:Cannot (?:read|set) propert|(?:null|undefined) is not an object|(?:is|are) (?:null|undefined)\b|of (?:null|undefined)\b|Unable to (?:get|set) property|null or not an object|has no properties)/i,
  },
  {
    name: 'not a function',
    type: 'TypeError',
    pattern:
      /is not a function|has no method|doesn't support (?:this )?property or method|Function expected|not callable/i,
  },
  {
    name: 'not defined',
    type: 'ReferenceError',
    pattern: /is not defined|Can't find variable|is undefined$|Undefined variable/i,
  },
  {
    name: stackOverflow,
    type: 'RangeError',
    pattern: /too much recursion|Maximum call stack|Out of stack space|callstack limit|stack overflow/i,
  },
];

const meaningOf = (message: string): Meaning | undefined => {
  const head = message.slice(0, 300);
  return meanings.find(({ pattern }) => pattern.test(head));
};

export const jsMessage = (message: string): string => meaningOf(message)?.name ?? messageTemplate(message);

/** What was read, set or called: the one name in a message that minifiers leave as it is. */
export function jsProperty(message: string): string[] {
  const found =
    /(?:reading|setting|property(?: of)?) ['"`]([\w$]{1,80})['"`]|\.([\w$]{1,80})(?:['"`)]{0,3} is not a function|['"`]\))/.exec(
      message.slice(0, 300),
    );
  return found === null ? [] : [found[1] ?? found[2] ?? ''];
}

/** Old engines call every error Error, and some give a mistake a class of their own. */
export const jsErrorType = (name: string, message: string): string =>
  /^(?:|Error|InternalError)$/.test(name) ? (meaningOf(message)?.type ?? (name || 'Error')) : name;
