// Names of JavaScript functions, alike from every engine; and the modules that belong to the engine.

/** Names that engines give to functions without one (reports.md 2.1). */
const nameless: ReadonlySet<string> = new Set([
  '',
  '?',
  '<anonymous>',
  '(anonymous)',
  '(anonymous function)',
  'anonymous',
  'Anonymous function',
  '<anonymous function>',
  '{anonymous}',
  'eval',
  'eval code',
  'global code',
  'Global code',
  'Eval code',
  'global',
  'module code',
  '<global>',
  '<unknown>',
  '<eval>',
  '<computed>',
  '<object>',
  'new',
  'null',
  '(null)',
  'undefined',
  // A tracker that is written in Python says so of nameless functions.
  'None',
  'Unknown script code',
  'Function code',
  '()',
]);

/** The part behind the last dot: `Object.foo`, `Foo.prototype.foo`, `new Foo.foo [as bar]`, `foo(1, 2)` are `foo`. */
export function jsFunction(name: string): string {
  const printed = withoutArguments(name.trim().replace(/ \[as [^\]]{0,120}\]/, '')).trim();
  if (nameless.has(printed)) return '';
  const bare = printed
    .replace(/^(?:[a-z]{3,8} |\*)+/, '')
    .replace(/^<anonymous function[^>]{0,120}>/, '')
    .trim();
  // SpiderMonkey names a function that an expression made after where it stands: `Foo/bar/<`.
  if (bare.endsWith('<') || nameless.has(bare)) return '';
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf('/'), bare.lastIndexOf('#'));
  const short = bare
    .slice(last + 1)
    .replace(/^[gs]et (?=\w)/, '')
    .replace(/\$\d+$/, '');
  return nameless.has(short) ? '' : short.slice(0, 120);
}

/** Old engines print the arguments; a name that is only a bracket is none. */
function withoutArguments(name: string): string {
  const open = name.startsWith('(') ? -1 : name.indexOf('(');
  return open === -1 ? name : name.slice(0, open);
}

const coreModules =
  /^(?:node:|internal\/|(?:ELECTRON_ASAR|asar_bundle)\.js:|(?:_http_(?:client|server|agent|outgoing|incoming|common)|_stream_\w+|_tls_\w+|events|net|module|timers|fs|http|https|domain|stream|tls|dns|child_process|assert|vm|readline|zlib|util|url|path|node|bootstrap_node|repl|cluster|dgram)\.js:\d)/;

/** Code of Node.js itself. */
export const isCoreModule = (place: string): boolean => coreModules.test(place);
