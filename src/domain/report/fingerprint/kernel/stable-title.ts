// Takes out of a title what changes from boot to boot. After dynamicTitleReplacement of google/syzkaller (Apache-2.0, Copyright 2017 syzkaller project authors).

const maxTitleChars = 120;

const replacements: readonly (readonly [RegExp, string])[] = [
  [/syz-executor\.?[0-9]+(?:[/:][0-9]+)?/g, 'syz-executor'],
  [/syzkaller[0-9]+(?:[/:][0-9]+)?/g, 'syzkaller'],
  [/([^a-zA-Z0-9])(?:0x)?[0-9a-f]{6,}/g, '$1ADDR'],
  [/[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/g, 'IP'],
  [/(\.\w{1,20})(?::[0-9]+){1,4}/g, '$1:LINE'],
  [/([a-zA-Z][a-zA-Z0-9_.]{1,100})\+0x[0-9a-z]+\/0x[0-9a-z]+/g, '$1'],
  [/CPU#[0-9]+/g, 'CPU'],
  // Twice, since neighbours share the sign between them.
  [/(\W)(\d+)(?=\W|$)/g, '$1NUM'],
  [/\d{7,}/g, 'NUM'],
];

/** Printable ASCII, single spaces, at most 120 characters. */
export function stableTitle(title: string): string {
  let text = title
    .slice(0, 2 * maxTitleChars)
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ');
  for (const [pattern, by] of replacements) text = text.replace(pattern, by);
  return text.trim().slice(0, maxTitleChars);
}
