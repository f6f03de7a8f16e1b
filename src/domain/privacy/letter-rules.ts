// Rules for whom an app shows and what it shows of them: contacts and users as programs print them, pushes, the clipboard, and who signs a letter.
import { mark, type Rule } from './rule.ts';

const user = mark('user');

/** A first and a last name. */
const names = "\\p{Lu}[\\p{L}'’-]{1,30}(?: \\p{Lu}[\\p{L}.'’-]{0,30}){1,3}";
const nameEnd = '(?![\\p{L}\\p{N}.:/_$])';
/** One that a sentence introduces may be one alone. */
const calledSo = "\\p{Lu}[\\p{L}'’-]{1,30}(?: \\p{Lu}[\\p{L}'’-]{1,30}){0,3}";

const behind = (_: string, [start]: readonly (string | undefined)[]): string => `${start}${user}`;

export const letterRules: readonly Rule[] = [
  // `Contact{id=1, name=…}`, `User(id=7, name=…)`.
  {
    kind: 'user',
    signs: ['name='],
    need: /(?:contact|user\w{0,10}|person|customer|patient|friend|participant)[({[]/,
    pattern: new RegExp(
      `((?<!\\p{L})(?:Contact|User(?:Profile|Info|Data|Entity|Account|Dto)?|Person|Customer|Patient|Friend|Participant)[({[][^\\r\\n(){}[\\]]{0,200}?\\bname=['"]?)${names}${nameEnd}`,
      'gu',
    ),
    replace: behind,
  },
  {
    kind: 'user',
    signs: ['"name"'],
    need: /"(?:user|contact|person|customer|author|sender|recipient|owner|member|caller|patient|friend)": ?\{/,
    pattern: new RegExp(
      `("(?:user|contact|person|customer|author|sender|recipient|owner|member|caller|patient|friend)": ?\\{[^{}\\r\\n]{0,200}?"name": ?")${names}(?=")`,
      'gu',
    ),
    replace: behind,
  },
  // Whoever has an address or a number is somebody.
  {
    kind: 'user',
    signs: ['<mail>', '<phone>'],
    need: /name["']?[:=]/,
    pattern: new RegExp(
      `("name": ?"|\\bname=['"]?)${names}(?=["']?, ?["']?(?:e?mail|phone|tel|number|mobile)[^{}()\\r\\n]{1,40}<(?:mail|phone)>)`,
      'gu',
    ),
    replace: behind,
  },
  {
    kind: 'user',
    signs: ['"first":'],
    pattern: /("first": ?")\p{Lu}[\p{L}'’ -]{0,40}(", ?"last": ?")\p{Lu}[\p{L}'’ -]{0,40}(?=")/gu,
    replace: (_, [first, last]) => `${first}${user}${last}${user}`,
  },
  {
    kind: 'user',
    signs: ['"<<mail>>', '" <<mail>>'],
    pattern: /"[^"<>\r\n]{1,80}"(?= ?<<mail>>)/g,
    replace: () => `"${user}"`,
  },
  {
    kind: 'user',
    signs: ['call from ', 'call to '],
    pattern: new RegExp(`((?:[Ii]ncoming|[Mm]issed|[Oo]utgoing) call (?:from|to) )${names}${nameEnd}`, 'gu'),
    replace: behind,
  },
  {
    kind: 'user',
    signs: ['name is ', 'name ist ', 'heiße ', 'heisse ', "m'appelle ", 'me llamo ', 'mi chiamo '],
    pattern: new RegExp(
      `((?<!\\p{L})(?:[Mm]y name is|[Mm]ein Name ist|[Ii]ch hei(?:ß|ss)e|[Jj]e m['’]appelle|[Mm]e llamo|[Mm]i chiamo) )${calledSo}`,
      'gu',
    ),
    replace: behind,
  },
  // At the end of what somebody wrote.
  {
    kind: 'user',
    signs: ['regards', 'grüße', 'gruß', 'grüßen', 'cordialement', 'saludos'],
    pattern: new RegExp(
      `((?<!\\p{L})(?:[Rr]egards|Grüße|Grüßen|Gruß|Cordialement|[Ss]aludos)[,.!]{0,2} )${calledSo}(?=[ \\t.!\\r]{0,4}$)`,
      'gmu',
    ),
    replace: behind,
  },
  // What a phone shows to whoever holds it.
  {
    kind: 'user',
    signs: ['"title"'],
    need: /(?:notif|push|fcm|gcm|aps|alert|onmessage)[^\n]{0,120}"title": ?"/,
    pattern:
      /((?:notif|push|fcm|gcm|aps|alert|onmessage)[^\r\n]{0,120}?"title": ?")[^"\r\n<]{1,200}(", ?"body": ?")[^"\r\n<]{1,1000}(?=")/gi,
    replace: (_, [title, body]) => `${title}${user}${body}${user}`,
  },
  {
    kind: 'user',
    signs: ['title='],
    need: /notif\w{0,40}:? [^\n]{0,60}title=/,
    pattern:
      /(\bnotif\w{0,40}:? [^\r\n]{0,60}?\b(?:content)?title=)(?!null\b)[^\r\n=<]{1,200}?( (?:content)?text=)(?!null\b)[^\r\n<=]{1,400}?(?=$|,? \w{1,20}=|\r)/gim,
    replace: (_, [title, text]) => `${title}${user}${text}${user}`,
  },
  {
    kind: 'user',
    signs: ['primaryclip', 'clipboard'],
    pattern:
      /(\b[sg]etPrimaryClip[ :=(]{1,3}["']?|\bclipboard\w{0,10}(?: contents?| text| getText\(\))[ :=]{1,3}["']?)(?![ :=]|is\b|was\b|has\b|null|true|false|length|changed|\w{0,30}[({<])[^\r\n"'<>]{2,1000}/gi,
    replace: behind,
  },
];
