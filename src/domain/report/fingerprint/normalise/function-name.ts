// One name for one function of native code: no arguments, template arguments, return types, clones, offsets or hashes.
import { demangleName } from './demangle.ts';

/** Longer names come from templates of templates; their head says enough. */
const maxNameChars = 1200;

/** `void android::Foo<int>::bar(int) const [clone .cold]+12` and its mangled form are both `android::Foo<T>::bar`. */
export function functionName(printed: string): string {
  const bare = dropTail(printed.trim().slice(0, maxNameChars));
  const unlinked = bare.replace(linkerPrefix, '');
  const plain = /^_{1,3}Z/.test(unlinked) ? demangleName(unlinked) : null;
  return (plain ?? tidyName(unlinked)).replace(release, '$1::');
}

/** Libraries write their release into their names, so that two can be linked at once: `absl::lts_20240116::Cord`, `fmt::v9::vformat`. */
const release = /^(absl|fmt|nlohmann)::(?:lts_\d{8}|v\d{1,3}|json_abi\w{0,24})::/;

/** What linkers and C libraries put before the name that callers use, and debuggers before that. */
const linkerPrefix = /^(?:__dl_|\*?__GI_|IA__)/;

/** Suffixes of linkers and optimisers, in the order in which they stand from the end. */
function dropTail(name: string): string {
  return (
    name
      .replace(/\s?\+\s?(?:0x[0-9a-fA-F]+|\d+)(?:\/0x[0-9a-fA-F]+)?$/, '')
      .replace(/\s?\[clone [^\]]{0,80}\]/g, '')
      // LLVM's demangler puts a suffix into brackets: `start() (.cfi)`.
      .replace(/(?:\s\(\.[\w.]{1,80}\)){1,3}$/, '')
      .replace(/\s?\[inlined?\]$/, '')
      .replace(/@{1,2}(?:plt|GLIBC\w*|LIBC\w*|Base)[\w.]*$/, '')
      .replace(
        /(?:\.(?:isra|part|constprop|cold|lto_priv|llvm|localalias|uniq|__uniq|cfi|cfi_jt)(?:\.\d{1,20})?){1,4}$/,
        '',
      )
      .replace(/(::closure)\.\d{1,9}$/, '$1')
      // Of old compilers a few letters and a version follow the hash.
      .replace(/::h[0-9a-f]{15,16}\w{0,4}(?:::v\d[\w.-]{0,12})?$/, '')
      // Variants of Apple's libraries for processors: `pthread_kill$VARIANT$mp`.
      .replace(/\$VARIANT\$\w{1,12}$/, '')
  );
}

/** A demangled name as tools print it. One pass over the characters. */
function tidyName(name: string): string {
  // Methods of Objective-C, whose brackets and spaces are the name: `-[Album reload:with:]`.
  if (/^[-+]\[[^\]]{3,300}\]$/.test(name)) return name;
  if (/^[\w:~.]*$/.test(name)) return name.replace(/\bstd::__(?:1|ndk1|cxx11|Cr)::/g, 'std::');
  const collapsed = collapseBrackets(ofRustType(rustEscapes(name).replace(crateHash, ''))).replace(
    /(?:\s(?:const|volatile|&|&&|noexcept))+$/,
    '',
  );
  const unreturned = dropReturnType(collapsed);
  return unreturned
    .replace(/\bstd::__(?:1|ndk1|cxx11|Cr)::/g, 'std::')
    .replace(/\$_\d+/g, '$')
    .replace(/\{lambda#?\d*\}(?:#\d+)?/g, '{lambda}')
    .trim();
}

/** Rust's v0 mangling has a hash behind each crate: `std[e28293b1aa0f68bd]::panicking`. */
const crateHash = /\[[0-9a-f]{13,16}\](?=::|>|$| )/g;

/** Types that every program has: what they are told to do says more. */
const anybodysType = /^(?:[A-Z]|[iuf](?:8|16|32|64|128|size)|str|bool|char)$/;

/** `<nova::Ring<u8> as core::fmt::Display>::fmt` is `nova::Ring<u8>::fmt`, and `<usize as Index<T>>::get` is `Index<T>::get`. */
function ofRustType(name: string): string {
  if (!name.startsWith('<')) return name;
  let depth = 0;
  let as = -1;
  for (let at = 0; at < name.length; at += 1) {
    const char = name[at];
    if (char === '<') depth += 1;
    if (char === '>' && name[at - 1] !== '-') depth -= 1;
    if (depth === 1 && as === -1 && name.startsWith(' as ', at)) as = at;
    if (depth > 0) continue;
    if (as === -1 || !name.startsWith('::', at + 1)) return name;
    const type = name.slice(1, as).replace(/^(?:&|mut |dyn )+/, '');
    const owner = anybodysType.test(type) ? name.slice(as + 4, at) : type;
    return /^[A-Za-z_]/.test(owner) ? owner + name.slice(at + 1) : name;
  }
  return name;
}

/** `<..>` becomes `<T>` and `(..)` goes, at any depth, except in names of operators and `(anonymous namespace)`. */
function collapseBrackets(name: string): string {
  let out = '';
  /** Where the piece begins that is outside of all brackets and not yet in `out`. */
  let from = 0;
  let angles = 0;
  let rounds = 0;
  for (let at = 0; at < name.length; at += 1) {
    const char = name[at] ?? '';
    if (!isBracket.has(char)) continue;
    if (angles === 0 && rounds === 0) {
      out += name.slice(from, at);
      from = at;
      const kept = keptWhole(name, at, out);
      if (kept !== null) {
        out += kept.as;
        at += kept.length - 1;
        from = at + 1;
      } else if (char === '<') angles = 1;
      else if (char === '(') rounds = 1;
    } else if (rounds > 0) {
      rounds += char === '(' ? 1 : char === ')' ? -1 : 0;
      if (rounds === 0) from = at + 1;
    } else if (char === '<') angles += 1;
    else if (char === '>' && name[at - 1] !== '-') {
      angles -= 1;
      if (angles === 0) {
        out += '<T>';
        from = at + 1;
      }
    }
  }
  if (rounds > 0) return out;
  return angles > 0 ? `${out}<T>` : out + name.slice(from);
}

/** Brackets, and what else names of operators, lambdas and nameless namespaces begin with. */
const isBracket: ReadonlySet<string> = new Set(['(', ')', '`', '{', '<', "'", '>', '-', '[']);

const anonymousForms = [
  '(anonymous namespace)',
  "`anonymous namespace'",
  '(anonymous)',
  '{anonymous}',
  '<anonymous namespace>',
];
const lambdaForms = ["'lambda", '{lambda', '{{closure', '<lambda', '(lambda'];

/** What brackets may not be taken out of, and what stands for it. */
function keptWhole(name: string, at: number, out: string): { readonly as: string; readonly length: number } | null {
  const rest = name.slice(at, at + 24);
  const anonymous = anonymousForms.find((form) => rest.startsWith(form));
  if (anonymous !== undefined) return { as: '(anonymous namespace)', length: anonymous.length };
  const lambda = lambdaForms.find((form) => rest.startsWith(form));
  if (lambda !== undefined) return { as: '{lambda}', length: lambdaLength(name, at) };
  if (!out.endsWith('operator') || /[\w$]operator$/.test(out.slice(-9))) return null;
  const sign = /^(?:\(\)|<=>|<<=?|>>=?|<=?|>=?|->\*?|\[\])/.exec(rest);
  return sign === null ? null : { as: sign[0], length: sign[0].length };
}

/** `'lambda'(int, char)`, `{lambda(int)#2}`: to the end of the bracket and of the arguments behind it. */
function lambdaLength(name: string, at: number): number {
  let depth = 0;
  for (let end = at; end < name.length; end += 1) {
    const char = name[end];
    if (char === '(' || char === '{' || char === '<') depth += 1;
    if (char === ')' || char === '}' || char === '>') depth -= 1;
    if (end > at && depth === 0 && name.startsWith('::', end + 1)) return end + 1 - at;
  }
  return name.length - at;
}

/** The last word is the name, unless the words before it belong to an operator or to the anonymous namespace. */
function dropReturnType(name: string): string {
  const operator = name.indexOf('operator');
  const head = operator === -1 ? name : name.slice(0, operator);
  const joined = head.replaceAll('(anonymous namespace)', '(anonymous-namespace)');
  const space = joined.lastIndexOf(' ');
  return (joined.slice(space + 1) + (operator === -1 ? '' : name.slice(operator))).replaceAll(
    '(anonymous-namespace)',
    '(anonymous namespace)',
  );
}

const rustMarks: ReadonlyMap<string, string> = new Map([
  ['$LT$', '<'],
  ['$GT$', '>'],
  ['$RF$', '&'],
  ['$BP$', '*'],
  ['$C$', ','],
  ['$u20$', ' '],
  ['$u7b$', '{'],
  ['$u7d$', '}'],
  ['$LP$', '('],
  ['$RP$', ')'],
  ['..', '::'],
]);

/** Symbols of Rust before its v0 mangling write signs as words between dollars. */
const rustEscapes = (name: string): string =>
  name.includes('$')
    ? name
        .replace(/^_\$/, '$')
        .replace(/\$(?:LT|GT|RF|BP|C|LP|RP|u20|u7b|u7d)\$|\.\./g, (mark) => rustMarks.get(mark) ?? mark)
    : name;
