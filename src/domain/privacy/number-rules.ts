// Rules for numbers that name a person or their device: phone numbers, IMEI, IMSI, ICCID.
import { hasLuhnDigit } from './luhn.ts';
import { mark, type Rule } from './rule.ts';

const digitsOf = (text: string): string => text.replace(/\D/g, '');
const marked =
  (kind: 'phone' | 'imei' | 'imsi') =>
  (match: string, [name = '', between = '']: readonly (string | undefined)[]) =>
    match.startsWith(name) ? `${name}${between}${mark(kind)}` : mark(kind);

/** E.164: a country code and at most 15 digits in all; fewer than 8 are an offset or a count. */
const isPhone = (text: string): boolean => {
  const { length } = digitsOf(text);
  return length >= 8 && length <= 15;
};

/** Nanoseconds since a phone began have as many digits, and stand behind what happened then. */
const moment =
  '(?:time(?:stamp)?|stamp|\\bts|\\bnow(?:\\(ns\\))?|start|queued|vsync|completed|deadline|elapsed|buffers|bytes|\\.integ)["\']?[:=_ ]{1,3}';

export const numberRules: readonly Rule[] = [
  // 3GPP TS 23.003: IMEI 15 digits, IMEISV 16, MEID 14 hex digits; behind its name any of them, right or mistyped.
  {
    kind: 'imei',
    signs: ['imei', 'meid'],
    pattern:
      /\b((?:imei|meid)(?:[/_]?sv)?(?:[ _-]?(?:\d(?!\d)|number|no))?)(["')\]]{0,2}[ \t]{0,4}[:=#/]?[ \t]{0,4}["'([]?)([0-9A-Fa-f][0-9A-Fa-f /-]{12,20}[0-9A-Fa-f])(?![\w-])/gi,
    replace: marked('imei'),
  },
  {
    kind: 'imsi',
    signs: ['imsi', 'subscriber', 'iccid', 'sim'],
    pattern:
      /\b(imsi|subscriber[_ ]?id|iccid|sim[_ ]?serial(?:[_ ]?number)?)((?:\[\d{1,2}\])?["')\]]{0,2}[ \t]{0,4}[:=#-]?[ \t]{0,4}["'([]?)(\d[\d -]{10,26}\d|\d{6,20}[x*]{1,14})/gi,
    replace: marked('imsi'),
  },
  // 8 to 20 digits with the separators of the printed forms: 49-015420-323751-8, 490154 20 323751 8.
  {
    kind: 'imei',
    digits: 15,
    pattern:
      /(?<![\w.+-])\d{2}([ .-])\d{6}\1\d{6}\1\d{1,2}(?![\w-])|(?<![\w.+-])\d{2}[ -]\d{6}[ -]\d{6}[ -]\d{1,2}(?![\w-])|(?<![\w.+-])\d{6}[ -]\d{2}[ -]\d{6}[ -]\d(?![\w-])/g,
    replace: (match) => (hasLuhnDigit(digitsOf(match).slice(0, 15)) ? mark('imei') : match),
  },
  // 15 digits on their own: an IMEI by its check digit, an IMSI by its country (ITU E.212: 2 to 7).
  {
    kind: 'imei',
    digits: 15,
    pattern: new RegExp(
      `(?<![A-Za-z0-9.+-])(?=\\d{15})(?<!${moment})\\d{15}(?:\\/\\d{2})?(?![A-Za-z0-9])(?!\\.\\d|\\/\\d)`,
      'gi',
    ),
    replace: (match) =>
      hasLuhnDigit(match.slice(0, 15)) ? mark('imei') : /^[2-7]\d{14}$/.test(match) ? mark('imsi') : match,
  },
  // Behind a word and a hyphen, as names of files have it: `view-490154203237518.json`.
  {
    kind: 'imei',
    digits: 15,
    pattern: /(?<=[A-Za-z]-)\d{15}(?!\w|\/|-(?!20\d\d-)|\.\d)/g,
    replace: (match) => (hasLuhnDigit(match) ? mark('imei') : match),
  },
  // ITU E.118: 89, country, issuer, 19 or 20 digits.
  {
    kind: 'imsi',
    digits: 19,
    signs: ['89'],
    pattern: /(?<![\w.+-])89\d{17,18}(?![\w])/g,
    replace: (match) => (hasLuhnDigit(match) ? mark('imsi') : match),
  },
  {
    kind: 'phone',
    signs: [
      'tel',
      'phone',
      'mobile',
      'msisdn',
      'line1',
      'number',
      'sms',
      'call',
      'cell',
      'dial',
      'handy',
      '电话',
      '手机',
      'whatsapp',
      'wa.me',
      'móvil',
      'movil',
      'celular',
      'tél',
      '電話',
      'телефон',
      '전화',
    ],
    pattern:
      /((?<![A-Za-z])(?<!\b(?:android|com)\.|permission\.\w{0,30}|_(?=call))(?:tel|telephone|phone|phone[_ ]?(?:number|no)|mobile|mobile[_ ]?number|cell|msisdn|line1[_ ]?number|dial(?:ed|ing)?(?: number)?|sms(?:to)?|sms (?:received )?from|call(?:er|ed|ing)?(?:[_ ]?(?:id|number)| from| to)?|handy(?:nummer)?|whatsapp|wa\.me|tel[eé]fon[eo]?|tél|m[óo]vil|celular)|电话|手机号?码?|電話(?:番号)?|телефон|전화)(["')\]]{0,2}[ \t]{0,4}[:=：/]?[ \t]{0,4}["'([]?)(\+?\(?\d[\d ()./-]{5,22}\d)(?!\w|, [A-Z]{3})/gi,
    replace: (match, groups) =>
      isPhone(groups[2] ?? '') || digitsOf(groups[2] ?? '').length === 7 ? marked('phone')(match, groups) : match,
  },
  {
    kind: 'phone',
    digits: 8,
    signs: ['+', '00'],
    pattern: /(?<![\w.+)\]-])(?:\+|00(?=[1-9]\d[ ()/-]))[1-9][\d ()./-]{6,20}\d(?![\w])(?!\.\d)/g,
    replace: (match) =>
      isPhone(match) && !/^[01 ]+$/.test(match) && !/\.\d{1,3}\.|\d\.\d{1,2}$| {2}/.test(match) ? mark('phone') : match,
  },
  // Groups with dots between them; a version has no sign before it.
  {
    kind: 'phone',
    digits: 8,
    signs: ['+'],
    pattern:
      /(?<![\w.+])\+[1-9]\d{0,2}(?:\.\d{2,4}){1,4}\.\d{4,8}(?![\w.])|(?<![\w.+])\+[1-9]\d{0,2}(?:\.\d{2,4}){3,4}(?![\w.])/g,
    replace: (match) => (isPhone(match) ? mark('phone') : match),
  },
  // An old phone's serial number, in hex or decimal.
  {
    kind: 'imei',
    signs: ['esn'],
    pattern: /(?<![A-Za-z])(esn)([ \t]{0,4}[:=]?[ \t]{0,4})(?=[0-9A-Fa-f]{0,10}\d)([0-9A-Fa-f]{8}|\d{11})(?!\w)/gi,
    replace: marked('imei'),
  },
  // North America: (555) 010-4477, 555-010-4477.
  {
    kind: 'phone',
    digits: 10,
    pattern: /(?<![\w.+:-])(?:1[ -])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}-)\d{3}-\d{4}(?![\w-])/g,
  },
  // Trunk prefix 0 in groups: 0171 2345678, 030/1234567, 06 12 34 56 78. Groups of hex dumps have neighbours like themselves.
  {
    kind: 'phone',
    digits: 8,
    pattern:
      /(?<![\w.+:-]|ms |[0-9a-fA-F]{2}[ ])(?!(?<=\[)\d{4}-\d{4}-\d{4}\])(?:\(0[1-9]\d{0,4}\) ?(?:\d{5,8}|\d{3,4}[ -]\d{4})|0[1-9]\d{1,3}[ /-]\d{6,8}|0[1-9]\d{1,3}[ -]\d{3,4}[ -]\d{4}|0[1-9](?:([ .-])\d{2})(?:\1\d{2}){3}|01[5-7]\d \d{2} \d{2} \d{3})(?![\w:-]|\.\d{3,6}:[A-Z])(?![ .][0-9a-fA-F]{2}(?:[ .]|$))(?! \d{4}(?: |\)|$))/g,
    replace: (match) => (/^[01 -]+$/.test(match) ? match : mark('phone')),
  },
  // China, mobile: 11 digits from 13 to 19 that stand alone.
  {
    kind: 'phone',
    digits: 11,
    pattern:
      /(?<![\w.+=:/#-])(?:(?<![=:] )1[3-9]\d[ -]?\d{4}[ -]?\d{4}|1[3-9]\d-\d{4}-\d{4})(?![\w:.-])(?! ?(?:\d|ns\b|us\b|ms\b|bytes\b|kB\b|B\b))/g,
  },
  // The trunk prefix and the call prefix without any groups: no address has 10, 11, or 13 to 15 digits.
  {
    kind: 'phone',
    digits: 10,
    signs: ['0'],
    pattern:
      /(?<![\w.+:=/#-])(?<!(?<!\w)(?:pc|lr|sp|ip|at|addr|address|offset|r\d{1,2}|x\d{1,2}):? {1,4}|=> )(?:0[1-9]\d{8,9}|00[1-9]\d{10,12})(?![\w.:-])/g,
    replace: (match) => (/(\d)\1{5}/.test(match) ? match : mark('phone')),
  },
  // As groups are made in Sweden, Switzerland, Turkey, Australia, Spain, India, the Netherlands, Russia, Brazil and North America.
  {
    kind: 'phone',
    digits: 9,
    need: /\d[ )./-]{1,2}\d{3,5}[ -]?\d|0[1-9]-\d{8}|[2-9]\d\d\.[2-9]\d\d\.\d{4}/,
    pattern:
      /(?<![\w.+:/=#,-]|[0-9a-fA-F]{2} )(?:0\d{1,3}[ -]\d{3} \d{2} \d{2}|0[1-9]\d{1,2} \d{3} \d{3}|0[6-9]\d{4} \d{5}|0[1-9]-\d{8}|0[1-9]-\d{4}-\d{4}|[1-9]\d 9\d{4}-\d{4}|[78] 9\d{2} \d{3}[ -]\d{2}[ -]\d{2}|\([1-9]\d\) ?9?\d{4}-\d{4}|[2-9]\d{2}\.[2-9]\d{2}\.\d{4})(?![\w:-]|[ .,]{1,2}\d)/g,
  },
];
