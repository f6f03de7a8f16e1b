// A frame of JavaScript as the engines print it: `at f (place)`, `f@place`, `f(place)`, and Opera's sentences.
import { baseName } from '../normalise/paths.ts';
import type { Frame } from '../trace.ts';
import { type Split, splitCopied } from './js-frame-copied.ts';
import { isCoreModule, jsFunction } from './js-name.ts';

type FrameForm = { readonly name: string; readonly split: (said: string) => Split | null };

/** Tried from top to bottom. */
const forms: readonly FrameForm[] = [
  { name: 'Opera', split: splitOpera },
  { name: 'consoles and trackers', split: splitCopied },
  {
    name: 'SpiderMonkey and JavaScriptCore',
    split: (said) => splitAtSign(withoutAsyncCause(said.replace(/^at /, ''))),
  },
  { name: 'Duktape', split: splitDuktape },
  {
    name: 'V8, Hermes and Chakra',
    split: (said) => (said.startsWith('at ') ? splitBracket(said.slice(3).trim()) : null),
  },
  {
    name: 'bracket without at',
    split: (said) => (hasPosition(said) && !/^[^(]{0,120}\s[^(]/.test(said) ? splitBracket(said) : null),
  },
  { name: 'place alone', split: splitPlaceAlone },
];

/** Null for lines that are no frame. Engine code and nameless functions have no `fn`. */
export function parseJsFrame(line: string): Frame | null {
  const said = line.trim();
  if (said === '') return null;
  for (const { split } of forms) {
    const found = split(said);
    if (found !== null) return frameFrom(found);
  }
  return null;
}

function frameFrom({ name, place }: Split): Frame {
  const module = jsModule(place);
  const isEngine =
    module === '[native]' ||
    /^(?:native(?: \S{1,80})?|<anonymous>|index \d{1,6})$/.test(place) ||
    name.endsWith(':') ||
    isCoreModule(place);
  return { fn: isEngine ? '' : jsFunction(name), module: isEngine ? '[native]' : module, pc: '' };
}

/** `called from line 27, column 8 in <anonymous function: run>(ex) in http://…:`, `Line 44 of linked script http://…: In function f` */
function splitOpera(said: string): Split | null {
  if (!said.includes('line ') && !said.includes('Line ')) return null;
  const called =
    /(?:thrown at|occurred at|created at|called (?:from|via|as .{1,60} from)) line \d{1,7}(?:, column \d{1,7})?(?: in (.{1,200}?))? in (\S{1,300}?):?$/.exec(
      said,
    );
  if (called !== null) return { name: called[1] ?? '', place: called[2] ?? '' };
  const script =
    /^Line \d{1,7} of (?:linked |inline#\d{1,4} |unknown |function )?script ?(\S{0,300}?)(?:: In function (\w{1,80}))?$/.exec(
      said,
    );
  return script === null ? null : { name: script[2] ?? '', place: script[1] ?? '' };
}

/** What stands before the sign may have arguments with signs of their own; a place comes last. */
function splitAtSign(said: string): Split | null {
  const end = said.search(/@(?:\[native|[a-z-]{2,20}:|\/|[A-Za-z]:\\|[\w./-]{1,200}:\d|debugger eval)/);
  if (end === -1 || said.slice(0, end).includes('://') || hasForeignSpace(said.slice(0, end))) return null;
  const place = said.slice(end + 1);
  return hasPosition(place) || place.startsWith('[native') ? { name: said.slice(0, end), place } : null;
}

/** `async*load@…`, `promise callback*load@…`: SpiderMonkey says before the sign how the call came about. */
const withoutAsyncCause = (said: string): string => said.replace(/^[A-Za-z][A-Za-z. ]{2,40}\*(?=[\w$@<])/, '');

/** `at c (t.js:1) strict tailcall`: what Duktape says behind the place. */
function splitDuktape(said: string): Split | null {
  const flags =
    /^(at .{1,300}\)) ((?:(?:native|strict|tailcall|construct|directeval|preventsyield|internal) ?){1,7})$/.exec(said);
  if (flags === null) return null;
  const found = splitBracket((flags[1] ?? '').slice(3));
  if (found === null) return null;
  return {
    name: found.name === '[anon] ' ? '' : found.name,
    place: /native|internal/.test(flags[2] ?? '') ? 'native' : found.place,
  };
}

/** Names have spaces only in what engines call nameless functions, and in arguments. */
const hasForeignSpace = (name: string): boolean =>
  /\s/.test(name.replace(/^(?:<anonymous function[^>]{0,120}>|[gs]et (?=\w))/, '').split('(', 1)[0] ?? '');

/** `f (place)`, `castFn(place)`, `eval (eval at aha (place), <anonymous>:1:1)`. */
function splitBracket(said: string): Split | null {
  if (!said.endsWith(')')) return null;
  const spaced = said.indexOf(' (');
  const open = spaced === -1 ? said.indexOf('(') : spaced + 1;
  return open < 1 ? null : { name: said.slice(0, open), place: said.slice(open + 1, -1) };
}

function splitPlaceAlone(said: string): Split | null {
  const place = said.replace(/^at (?:[a-z]{3,8} )?/, '');
  if (place === '<anonymous>' || place === 'eval code' || place === 'global code')
    return { name: '', place: '<anonymous>' };
  const isPlace =
    hasPosition(place) &&
    !/ \([^()]{1,300}\)$/.test(place) &&
    !/^(?:Uncaught (?:\(in promise\) )?)?\w{1,40}(?:Error|Exception)?: /.test(place) &&
    (/[/\\.<]/.test(place) || said.startsWith('at '));
  return isPlace ? { name: '', place } : null;
}

/** Line and column, or the line alone, at the end. */
const hasPosition = (text: string): boolean => /:\d{1,7}(?::\d{1,9})?\)?$/.test(text.slice(-24));

/** The file without its path, query, and the hash that a bundler put into its name; of an installed package with its name. */
export function jsModule(place: string): string {
  // Made while running: their addresses are drawn anew each time.
  if (place.startsWith('blob:')) return 'blob';
  const path =
    place
      .replaceAll('\\', '/')
      .replace(/^address at /, '')
      .replace(/(?::\d{1,9}){1,2}\)?$/, '')
      .split(/[?#]/, 1)[0] ?? '';
  const packaged = /.{0,300}\/node_modules\/((?:@[\w.-]{1,60}\/)?[\w.-]{1,80})\//.exec(path)?.[1];
  return packaged === undefined ? fileName(path) : `${packageMark}${packaged}/${fileName(path)}`;
}

/** What the module of a frame begins with that lies in somebody else's package. */
export const packageMark = 'node_modules/';

/** What a bundler puts behind a name: `main.3f2a1b9c.js`, `index-BxZ81kQz.js`. */
const bundleHash =
  /(?:^|[.\-_~])(?=\w{0,31}\d)(?:[0-9a-f]{6,64}|(?=\w{0,31}[a-z])(?=\w{0,31}[A-Z])\w{8,32})(?=\.(?:[a-z]{2,8}\.)?[cm]?jsx?$|\.bundle$)/;

const fileName = (path: string): string =>
  baseName(path)
    .replace(/(?:^|[.-])(?=[0-9a-f]{0,19}\d)[0-9a-f]{8,64}(?=\.|$)/i, '')
    .replace(bundleHash, '')
    .replace(/^VM\d+$/, 'VM')
    .replace(/^\[?native(?: code)?\]?$/, '[native]');
