// Rules for who somebody is to banks, offices and the machines that they log in to.
import { hasLuhnDigit } from './luhn.ts';
import { mark, type Rule } from './rule.ts';

const user = mark('user');
const systemUser =
  /^(?:root|system|shell|nobody|daemon|radio|wifi|bluetooth|media\w*|camera\w*|audio\w*|graphics|nfc|gps|vpn|log|adb|keystore|cache|net\w*|sdcard_\w+|everybody|man|mail|www-data|sshd?|messagebus|invalid|unknown|usb\w*|sd\w*|mmc\w*|emmc|mtp|cdrom|hdd|internal|external|data|card|nand|user|users|u\d+_\w+|<[a-z]+>|\d+)$/i;

/** Every app of Android is a user, too. */
const appName = /^[a-z]\w*(?:\.\w+){2,}$/i;

const unlessSystem = (match: string, [start = '', name = '']: readonly (string | undefined)[]) =>
  systemUser.test(name) || appName.test(name) ? match : `${start}${user}`;

/** ISO 13616, 7064: the first four characters behind the others, letters as numbers, is 1 modulo 97. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '').toUpperCase();
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const digits = Number.parseInt(sign, 36);
    rest = (rest * (digits > 9 ? 100 : 10) + digits) % 97;
  }
  return rest === 1;
}

export const accountRules: readonly Rule[] = [
  // ISO/IEC 7812-1: what issuers of cards begin with, in groups or not.
  {
    kind: 'card',
    digits: 15,
    need: /[2-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}/,
    pattern:
      /(?<![\w.+:/-]|0x|[0-9a-fA-F]{8}[ :]{1,3}|\b[xr]\d{1,2} {1,3}|\d{4} \d{4} |time[:=])(?:(?:4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2}))([ -]?)\d{4}\1\d{4}\1\d{4}|3[47]\d{2}([ -]?)\d{6}\2\d{5})(?![\w-]|\.\d| \d{4}(?!\d)| {1,3}[0-9a-f]{8})/gi,
    replace: (match) => {
      const digits = match.replace(/\D/g, '');
      return hasLuhnDigit(digits) && !/0{12}$/.test(digits) ? mark('card') : match;
    },
  },
  {
    kind: 'card',
    need: /[a-z]{2}\d{2} ?[a-z0-9]{4} ?[a-z0-9]{4}/,
    pattern: /(?<![\w-])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![\w-])/g,
    replace: (match) => (isIban(match) ? mark('card') : match),
  },
  // What the United States number their people by.
  {
    kind: 'card',
    digits: 9,
    need: /\d{3}-\d{2}-\d{4}/,
    pattern: /(?<![\w.+:/-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])/g,
  },
  {
    kind: 'user',
    signs: ['uid=', 'gid='],
    pattern: /(?<!chatty[ ():\d]{0,16})\b([ug]id=\d{1,7}\()([^\s()]{1,64})(?=\))/g,
    replace: unlessSystem,
  },
  {
    kind: 'user',
    signs: ['password for ', 'publickey for ', 'for user ', 'invalid user ', 'logged in as '],
    pattern:
      /((?:(?:password|publickey|interactive\S{0,8}) for (?:invalid user )?|(?:opened|closed) for (?:invalid )?user |invalid user |[Ll]ogged in as ))([^\s(),;:'"<>]{1,64})/g,
    replace: unlessSystem,
  },
  {
    kind: 'user',
    signs: ['sudo', 'su:', 'su['],
    pattern: /(\bsudo(?:\[\d{1,7}\])?: {1,8}|\bsu(?:\[\d{1,7}\])?: \(to \w{1,32}\) )([\w.-]{1,64})(?= (?::|on ))/g,
    replace: unlessSystem,
  },
  {
    kind: 'user',
    signs: ['/media/', 'per-user/', '/var/mail/', '/cron/', '~'],
    pattern:
      /((?:\/run\/media\/|(?<![\w.])\/media\/|\/per-user\/|\/var\/(?:spool\/)?mail\/|\/spool\/cron\/(?:crontabs\/)?|(?<![\w.~/-])~(?=[a-z][\w.-]{1,31}\/)))([a-z][\w.-]{1,31})(?![\w.-])/g,
    replace: unlessSystem,
  },
  // A mailbox's owner stands before it.
  {
    kind: 'user',
    signs: ['<<mail>>', '(<mail>)', '[<mail>]'],
    pattern:
      /(?<![\p{L}\p{N}.])"?\p{Lu}[\p{L}'’.-]{0,30}(?: \p{Lu}[\p{L}'’.-]{0,30}){1,3}"? ?(?=(?:<<mail>>|\(<mail>\)|\[<mail>\]))/gu,
    replace: () => `${user} `,
  },
  // `Zoes iPhone`, `iPhone von Zoe`.
  {
    kind: 'user',
    signs: ['iphone', 'ipad', 'macbook', 'airpods'],
    pattern:
      /(?<!\p{L})\p{Lu}\p{Ll}{1,30}s (?=(?:iPhone|iPad|MacBook|AirPods)\b)|(?<=(?:iPhone|iPad|MacBook|AirPods)(?: Pro| Air| mini)? (?:von|de|di|van|of|av|af) )\p{Lu}\p{Ll}{1,30}(?: \p{Lu}\p{Ll}{1,30})?/gu,
    replace: (match) =>
      /^(?:Apples|Users|Windows|Devices|This)/.test(match) ? match : match.endsWith(' ') ? `${user} ` : user,
  },
  {
    kind: 'user',
    signs: ['connected to ', 'connected from ', 'bdname '],
    pattern:
      /((?:\b(?:a2dp|bluetooth|headset|hfp|avrcp|hid|btif?\w{0,12})\b[^\r\n]{0,40}connected (?:to|from) |\bbdname )["']?)(?!device\b|the\b|\()(\p{Lu}[^\r\n"',;:<>(){}[\]]{1,60})/giu,
    replace: (_, [start]) => `${start}${user}`,
  },
  // What somebody writes to somebody.
  {
    kind: 'user',
    signs: ['body'],
    pattern:
      /(\b(?:sms|mms|message)\w{0,20}\b[^\r\n]{0,40}\bbody["']?[ \t]{0,2}[:=][ \t]{0,2}["']?)(?![ \t]{0,2}\w{1,20} = \d)([^\r\n<>"']{2,400})/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
];
