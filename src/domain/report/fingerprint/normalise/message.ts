// Makes a template of a message: what differs from one occurrence to the next becomes a mark (reports.md 2.2).

type Replacement = { readonly name: string; readonly pattern: RegExp; readonly by: string };

const maxMessageChars = 300;

/** Applied from top to bottom; every repetition is bounded or of one class of characters, so time grows with length only. */
const replacements: readonly Replacement[] = [
  { name: 'address of a page', pattern: /\b[a-z]{2,10}:\/\/[^\s"'<>)]{1,250}/gi, by: '<url>' },
  { name: 'mail', pattern: /\b[\w.+-]{1,60}@[\w-]{1,60}\.[\w.-]{1,60}/g, by: '<email>' },
  { name: 'uuid', pattern: /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, by: '<uuid>' },
  {
    name: 'installed app',
    pattern: /\/data\/app\/(?:~~[\w=-]{1,40}\/)?([\w.]{1,120})-[\w=-]{1,40}(?=\/|$)/g,
    by: '/data/app/$1',
  },
  { name: 'user storage', pattern: /\/(storage\/emulated|data\/user|data\/user_de)\/\d{1,4}(?=\/|$)/g, by: '/$1/<n>' },
  {
    name: 'date',
    pattern: /\b\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?/g,
    by: '<date>',
  },
  { name: 'address', pattern: /\b0x[0-9a-f]{1,16}\b/gi, by: '<hex>' },
  { name: 'resource', pattern: /#<hex>/g, by: '#<res>' },
  { name: 'identity', pattern: /([@{])[0-9a-f]{4,16}\b/g, by: '$1<id>' },
  { name: 'long hex', pattern: /\b(?=[0-9a-f]{0,15}\d)[0-9a-f]{8,128}\b/gi, by: '<hex>' },
  { name: 'ip address', pattern: /\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, by: '<ip>' },
  { name: 'app user', pattern: /\bu\d{1,4}[ai]\d{1,6}\b/g, by: '<uid>' },
  {
    name: 'number',
    pattern: /(?<![A-Za-z_\d])-?\d+(?:\.\d+)?(?:ms|us|ns|s|kB|KB|MB|GB|B|%)?(?![A-Za-z_\d])/g,
    by: '<n>',
  },
  { name: 'digits in a word', pattern: /\d{5,}/g, by: '<n>' },
  { name: 'spaces', pattern: /\s+/g, by: ' ' },
];

/** The first line of a message, with marks for what changes; at most 300 characters of it. */
export function messageTemplate(message: string): string {
  let text = message.slice(0, maxMessageChars);
  for (const { pattern, by } of replacements) text = text.replace(pattern, by);
  return text.trim();
}
