// Rules for personal data in places of its own: names of files, shares of servers, accounts of services, codes that somebody was sent.
import { mark, type Rule } from './rule.ts';

const ip = mark('ip');
const phone = mark('phone');
const place = mark('place');
const token = mark('token');
const user = mark('user');

const digitsOf = (text: string): number => text.replace(/\D/g, '').length;

/** Azure keeps its sites in `D:\home`. */
const noHome = /^(?:site|data|logfiles|public|shared|\.\w+)$/i;

export const strayRules: readonly Rule[] = [
  {
    kind: 'phone',
    signs: ['_+'],
    pattern: /(?<=_)\+[1-9]\d{0,2}[ \d()./-]{7,18}\d(?!\w)/g,
    replace: (match) => (digitsOf(match) >= 10 && digitsOf(match) <= 15 ? phone : match),
  },
  {
    kind: 'phone',
    signs: ['phone_lookup/'],
    pattern: /(phone_lookup\/)[^\s/?"'<>]{5,40}/g,
    replace: (_, [start]) => `${start}${phone}`,
  },
  {
    kind: 'phone',
    signs: [' me at ', ' me on ', ' me under ', 'number is '],
    pattern:
      /((?:\b(?:call|text|reach|ring) me (?:at|on|under)|\bmy (?:phone |mobile |cell )?number is) )\+?\(?\d[\d ()./-]{5,18}\d(?!\w)/gi,
    replace: (_, [start]) => `${start}${phone}`,
  },
  // RFC 1035, 3.5: an address whose numbers stand the other way round.
  {
    kind: 'ip',
    signs: ['.in-addr.arpa'],
    pattern:
      /(?<![\w.])(?!(?:\d{1,3}\.){2}168\.192\.|(?:\d{1,3}\.){3}(?:10|127)\.)(?:\d{1,3}\.){3}\d{1,3}(?=\.in-addr\.arpa)/gi,
    replace: () => ip,
  },
  {
    kind: 'place',
    signs: ['°'],
    pattern:
      /((?<![A-Za-z])(?:lat(?:itude)?|lng|long?(?:itude)?)[:= ]{1,3})\d{1,3}° ?\d{1,2}(?:\.\d{1,8})?['′](?: ?[\d.]{1,10}["″])?/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  // As an unpacked archive heads a file of somebody's folder.
  {
    kind: 'user',
    signs: ['--- users/', '--- home/'],
    pattern: /((?<=--- )(?:Users|home)\/)[^\s/<>][^/\r\n<>]{0,63}(?=\/)/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['\\home'],
    pattern: /((?:\b[A-Za-z]:|\\\\[\w.-]{1,64})\\{1,4}homes?\$?\\{1,4})([^\\/\r\n"'<>|:*?\s]{2,64})(?=\\)/gi,
    replace: (match, [start, name = '']) => (noHome.test(name) ? match : `${start}${user}`),
  },
  {
    kind: 'user',
    signs: ['account='],
    pattern: /(\bm?account=)(?!null\b)[^\s,;=<>{}()"']{2,80}(?=,? type=)/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  // What is synchronised for whom: the account, its maker, the authority, the user of the phone.
  {
    kind: 'user',
    signs: ['/com.'],
    need: /\/com\.[\w.]{2,60}\/[\w.]{2,80} u\d/,
    pattern: /(?<![\w./@-])[\w.-]{2,64}(?=\/com\.[\w.]{2,60}\/[\w.]{2,80} u\d)/g,
    replace: () => user,
  },
  { kind: 'user', signs: ['7656119'], pattern: /(?<!\w)7656119\d{10}(?!\w)/g },
  {
    kind: 'user',
    signs: ['linkedin.com/in/', 'paypal.me/', 'skype:'],
    pattern: /(linkedin\.com\/in\/|paypal\.me\/|\bskype:(?=[\w.-]{2,40}\?))[^\s/?#"'<>]{2,80}/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['user id='],
    pattern: /(\buser id=)[^;\s"'<>]{2,64}(?=;)/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'token',
    signs: [' as your ', 'code lautet', 'code ist', '2fa code'],
    pattern: /(\buse )\d{4,8}(?= as your )|((?:\bcode (?:lautet|ist)|\b2fa code(?: is)?)[ :]{1,2})\d{4,8}(?![\w.])/gi,
    replace: (_, [use, code]) => `${use ?? code}${token}`,
  },
];
