// Rules for what the services of a phone list of whoever has it: their networks, headsets, settings, ids and papers.
import { noInterface } from './place-rules.ts';
import { mark, type Rule } from './rule.ts';

const serial = mark('serial');
const token = mark('token');
const user = mark('user');

/** GB 11643-1999, ISO 7064 mod 11-2: seventeen digits with the day of birth among them, and one that checks them. */
function isResidentId(text: string): boolean {
  let sum = 0;
  for (let at = 0; at < 17; at += 1) sum += Number(text[at]) * (2 ** (17 - at) % 11);
  return '10X98765432'[sum % 11] === text[17]?.toUpperCase();
}

/** How XML names settings that open something. */
const secretName =
  '[\\w.-]{0,40}(?:token|password|passwd|passphrase|secret|session|api_?key|cookie|credential)[\\w.-]{0,10}';

export const handsetRules: readonly Rule[] = [
  // Android's settings of apps: `<string name="auth_token">…</string>`, `name="auth_token" value="…"`.
  {
    kind: 'token',
    signs: ['name="'],
    need: /name="[\w.-]*(?:token|pass|secret|session|key|cookie|credential)/,
    pattern: new RegExp(
      `(<\\w{1,20} name="${secretName}">|\\bname="${secretName}" value=")([^<>"\\r\\n]{3,4096})(?=[<"])`,
      'gi',
    ),
    replace: (match, [start, value = '']) => (/^(?:null|true|false|\d{1,5})$/.test(value) ? match : `${start}${token}`),
  },
  // Wi-Fi of Android calls a network by its name and how it is protected.
  {
    kind: 'ssid',
    signs: ['"wpa', '"-wpa', '"sae', '"-sae', '"wep', '"owe', '"none', '"-none', '"psk', '"-psk'],
    pattern:
      /"[^"\r\n]{1,132}"(?=-?(?:WPA2?_(?:PSK|EAP)|SAE|WEP|OWE|PSK|NONE)(?![A-Za-z0-9])|wpa[23]?-(?:sae|psk|eap))/g,
    replace: () => `"${mark('ssid')}"`,
  },
  // What was paired: `XX:XX:XX:XX:6D:2C [ DUAL ] name`, as dumps of Bluetooth list it.
  {
    kind: 'user',
    signs: ['[ dual ]', '[ le ]', '[ br/edr ]', '[dual]', '[br/edr]', '[le]'],
    pattern:
      /((?:<mac>|XX:XX:XX:XX:[\dA-F]{2}:[\dA-F]{2}) (?:\[ ?[\w/]{1,20} ?\] ?){1,3})([^\s[\]<>][^[\]<>\r\n]{0,79})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  // Groups of one digit, as macOS writes addresses of its neighbours.
  {
    kind: 'mac',
    signs: [':'],
    need: /(?:bssid|ether|mac|at)["']?[:= ]{1,3}["']?[\da-f]{1,2}(?::[\da-f]{1,2}){5}/,
    pattern: /(\b(?:bssid|ether|mac|at)["']?[:= ]{1,3}["']?)([\da-f]{1,2}(?::[\da-f]{1,2}){5})(?![\w:])/gi,
    replace: (match, [start, address = '']) => (noInterface.test(address) ? match : `${start}${mark('mac')}`),
  },
  // 3GPP TS 23.003: the network with the cell beside it says where a phone is.
  {
    kind: 'place',
    signs: ['mnc'],
    pattern:
      /(\bmnc[=:] ?\d{1,3}[ ,;]{1,3}(?:lac|tac)[=:] ?)\d{1,6}([ ,;]{1,3}(?:cid|ci|cell_?id)[=:] ?)\d{1,11}(?!\w)/gi,
    replace: (_, [start, between]) => `${start}${mark('place')}${between}${mark('place')}`,
  },
  // By what makers of phones, systems and shops of apps tell one user from another.
  {
    kind: 'serial',
    signs: ['oaid', 'vaid', 'aaid', 'udid', 'machine', 'openid', 'open_id', 'unionid', 'union_id'],
    pattern:
      /(?<![A-Za-z])((?:[ova]aid|udid|machine[_-]?id|machineguid|(?:open|union)_?id)["'\])]{0,2}(?:[ \t]{0,4}[:=]| reg_sz| is)?[ \t]{0,4}["'[]?)([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{8}-[\da-f]{16}|[\da-f]{16,64}|o[\w-]{27})(?![\w-])/gi,
    replace: (_, [start]) => `${start}${serial}`,
  },
  { kind: 'user', signs: ['wxid_'], pattern: /(?<!\w)wxid_\w{6,40}/g },
  {
    kind: 'card',
    need: /[1-9]\d{5}(?:19|20)\d{9}[\dx]/,
    pattern: /(?<![\w.])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\w.])/g,
    replace: (match) => (isResidentId(match) ? mark('card') : match),
  },
  {
    kind: 'token',
    signs: ['验证码', '驗證碼', '校验码'],
    pattern: /((?:验证码|驗證碼|校验码)[^\d\r\n]{0,8})(\d{4,8})(?!\d)/g,
    replace: (_, [start]) => `${start}${token}`,
  },
  // Who sits before a shell that somebody copied; the system's own users say nothing.
  {
    kind: 'user',
    signs: ['$ ', '# '],
    need: /[\w-]@[\w-]{1,63}(?::[~/]| [^\s\]]{0,60}\][$#])/,
    pattern:
      /(?<![\w.@-])(?!(?:root|shell|system)@)[a-z_][\w-]{0,31}@[\w-]{1,63}(?=:[~/][^\s$#]{0,200}[$#] | [~/]?[^\s\]]{0,60}\][$#] )/g,
    replace: () => `${user}@${mark('host')}`,
  },
];
