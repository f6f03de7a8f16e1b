// Rules for personal data in spellings that are rarer: said in words, escaped for a link, in another standard's form.
import { mark, type Rule } from './rule.ts';

const place = mark('place');
const nobody =
  /^(?:<[a-z]+>|root|system|shell|nobody|null|none|undefined|unknown|admin|anonymous|default|android\S*|\$\S*|%\S*)$/i;
const noName = /^(?:null|none|unknown|hidden|empty|changed|not\b.*|<[a-z ]+>|missing|invalid|set|unset|different)$/i;

const macWords =
  'mac|bssid|b[dt]_?addr|hw_?addr|lladdr|(?:mac|bt|wifi|wlan|bluetooth|peer|sta)_addr(?:ess)?|(?:mac|bt|bluetooth|peer|wi-?fi|wlan) addr(?:ess)?';

export const mailSpellings: readonly Rule[] = [
  {
    kind: 'mail',
    signs: ['(at)', '[at]', '{at}', '&#64;', '\\u0040', '&commat;'],
    pattern:
      /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}(?: ?[([{]at[)\]}] ?|&#64;|&commat;|\\u0040)[\p{L}\p{N}-]{1,63}(?:(?:\.| ?[([{](?:dot|punkt)[)\]}] ?)[\p{L}\p{N}-]{2,63}){1,4}/giu,
  },
  {
    kind: 'mail',
    signs: [' dot '],
    pattern: /(?<![\w.])\w[\w.+-]{0,63} at [\w-]{2,63}(?: dot [\w-]{2,63}){1,3}(?![\w-])/gi,
  },
  // With spaces, as people write who know that programs look for it.
  {
    kind: 'mail',
    signs: [' @', '@ '],
    pattern:
      /(?<![\w.+-])[a-z][\w.+-]{1,63}(?: @ ?|@ )[\w-]{2,63}\.(?:com|org|net|de|fr|uk|it|es|nl|ru|cn|jp|io|eu|ch|at|edu|gov)(?![\w.-])/gi,
  },
  // RFC 5321, 4.1.3: a host by its address.
  { kind: 'mail', signs: ['@['], pattern: /(?<![\w.+-])[\w.+-]{1,64}@\[(?:IPv6:)?[0-9A-Fa-f.:]{7,45}\]/g },
  // RFC 5322, 3.4.1: the name of a mailbox in quotes.
  { kind: 'mail', signs: ['"@'], pattern: /"[^"\r\n]{1,64}"@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{2,63}){1,4}/gu },
];

export const networkSpellings: readonly Rule[] = [
  {
    kind: 'mac',
    signs: ['%3a'],
    pattern:
      /(?:(?<![0-9A-Fa-f])|(?<=%3[Dd]))[0-9A-Fa-f]{2}(?:%3[Aa][0-9A-Fa-f]{2}){5}(?![0-9A-Fa-f]|%3[Aa][0-9A-Fa-f])/g,
  },
  // As BlueZ names devices: dev_AA_BB_CC_DD_EE_FF.
  {
    kind: 'mac',
    signs: ['dev_'],
    pattern: /(?<=dev_)[0-9A-F]{2}(?:_[0-9A-F]{2}){5}(?![0-9A-Za-z])/g,
  },
  // The like in names of files: of six numbers without a letter one may be a day and a time.
  {
    kind: 'mac',
    signs: ['_'],
    need: /(?<![\da-z_])[\da-f]{2}(?:_[\da-f]{2}){5}(?![\da-z_])/,
    pattern: /(?<![0-9A-Za-z_])(?=[\d_]{0,16}[A-F])[0-9A-F]{2}(?:_[0-9A-F]{2}){5}(?![0-9A-Za-z_])/g,
  },
  {
    kind: 'mac',
    signs: ['mac', 'bssid', 'bdaddr', 'bd_addr', 'btaddr', 'hwaddr', 'hw_addr', 'lladdr', '_addr', ' addr'],
    pattern: new RegExp(
      `(?<![A-Za-z])(${macWords})(["']?(?:[ \\t]{0,4}[:=][ \\t]{0,4}|[ \\t]{1,4}|%3[Dd])["']?(?:0x)?)([0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}(?:\\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{2}(?:[ .-][0-9A-Fa-f]{2}){5})(?![\\w.])`,
      'gi',
    ),
    replace: (_, [name, between]) => `${name}${between}${mark('mac')}`,
  },
  // RFC 4291, appendix A: an interface's address has its MAC address around ff:fe.
  {
    kind: 'mac',
    signs: ['ff:fe'],
    pattern: /(?<![0-9A-Fa-f])[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,2}ff:fe[0-9A-Fa-f]{2}:[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])/gi,
  },
  {
    kind: 'ssid',
    signs: ['wifi', 'wi-fi', 'wlan', 'hotspot', 'networkname', 'ssid'],
    pattern:
      /(?<![A-Za-z])((?:wi-?fi|wlan|hotspot|networkname|ssid)(?: (?:network|name|named|called))?[ \t]{0,4}[:=]?[ \t]{0,4})(["“„«])(?!(?:WPA|SAE|WEP|OWE|NONE|PSK)\b|WPA2?_)([\p{L}\p{N}][^"“”„«»\r\n]{0,131})(["”“»])/giu,
    replace: (match, [start, open, name = '', close]) =>
      noName.test(name) ? match : `${start}${open}${mark('ssid')}${close}`,
  },
  // How drivers and supplicants say it, without quotes: up to a comma, or to the end.
  {
    kind: 'ssid',
    signs: ['connect', 'join'],
    need: /wi-?fi|wlan|ssid|network/,
    pattern:
      /((?:wi-?fi|wlan)\d?[:)] ?(?:connect(?:ed|ing) (?:with|to)|join(?:ed|ing)) |(?:connect(?:ed|ing) (?:with|to)|join(?:ed|ing)) (?:wi-?fi|wlan|ssid)(?: network)?:? )(["']?)(?![0-9A-F]{2}[:-])([^\s,"'<>:=(][^,"'\r\n<>:=(]{0,63})/gi,
    replace: (match, [start, quote = '', name = '']) =>
      noName.test(name.trim()) || /^(?:network|access point|ap|station|sta|the|a)\b/i.test(name)
        ? match
        : `${start}${quote}${mark('ssid')}`,
  },
  {
    kind: 'ssid',
    signs: ['connected to "', 'connecting to "', 'associated with "', 'joined "'],
    need: /wi-?fi|wlan|ssid|network|access point/,
    pattern: /((?:connect(?:ed|ing) to|associated with|joined) ")([^"\r\n<]{1,64})(?=")/gi,
    replace: (_, [start]) => `${start}${mark('ssid')}`,
  },
  {
    kind: 'ssid',
    signs: ['ssid ', 'ssid\t', 'ssid-name '],
    pattern:
      /(?<![A-Za-z])([Ss][Ss][Ii][Dd](?:-[Nn]ame)?[ \t])(?=[^\s,;]{0,31}[A-Z\d])([A-Za-z\d][^\s,;:="'<>()]{2,31})(?![\w(=:])/g,
    replace: (match, [start, name = '']) => (noName.test(name) ? match : `${start}${mark('ssid')}`),
  },
  {
    kind: 'ssid',
    signs: ['ssid (', 'ssid ['],
    pattern: /(?<![A-Za-z])(ssid [([])(?!\d{1,3}[ )\]])([^()[\]\r\n<]{2,64})(?=[)\]])/gi,
    replace: (match, [start, name = '']) => (noName.test(name) ? match : `${start}${mark('ssid')}`),
  },
  {
    kind: 'ssid',
    signs: ['ssid>'],
    pattern: /(<ssid>)([^<\r\n]{1,132})(<\/ssid>)/gi,
    replace: (match, [start, name = '', end]) => (noName.test(name) ? match : `${start}${mark('ssid')}${end}`),
  },
  {
    kind: 'ssid',
    signs: ['ssid is '],
    pattern: /(?<![A-Za-z])(ssid is )([^<,;"'“\s][^,;"'\r\n]{0,63})/gi,
    replace: (match, [start, name = '']) => (noName.test(name.trim()) ? match : `${start}${mark('ssid')}`),
  },
];

/** What a telephone reads from a picture to join a network, and how programs for Linux name one. */
export const networkCodes: readonly Rule[] = [
  {
    kind: 'ssid',
    signs: ['wifi:s:', 'wifi:t:', 'wifi:h:', 'wifi:p:'],
    pattern: /(?<![A-Za-z])(WIFI:)(?:[STPHR]:[^;\r\n]{0,132};){1,5}/gi,
    replace: (_, [start]) => `${start}${mark('ssid')};`,
  },
  {
    kind: 'ssid',
    signs: ["connection '"],
    need: /wlan|wlp|wlo|wlx|wi-?fi|networkmanager|nmcli/,
    pattern: /(connection ')([^'\r\n<]{1,64})(?=')/gi,
    replace: (_, [start]) => `${start}${mark('ssid')}`,
  },
];

export const positionSpellings: readonly Rule[] = [
  // One of the two alone, without a sign before it. A latency has a unit, and fewer decimals.
  {
    kind: 'place',
    signs: ['lat ', 'lon ', 'lng ', 'lat\t', 'lon\t', 'lng\t'],
    pattern:
      /(?<![A-Za-z])((?:gps[_ ]?)?(?:lat|lon|lng)[ \t])(-?\d{1,3}\.\d{4,15})(?![\w.]| ?(?:ms|us|ns|s|sec|usec|msec|%)(?!\w))/gi,
    replace: (_, [name]) => `${name}${place}`,
  },
  {
    kind: 'place',
    signs: ['latitude', 'longitude'],
    pattern:
      /(?<![A-Za-z])(m?(?:latitude|longitude)["']?(?:[ \t]{0,4}[:=][ \t]{0,4}| is | ))([+-]?\d{1,3}[.,]\d{1,20})/gi,
    replace: (_, [name]) => `${name}${place}`,
  },
  // Whole numbers of a millionth or ten millionth of a degree, as maps and GNSS chips count.
  {
    kind: 'place',
    signs: ['e6', 'e7'],
    pattern: /(?<![A-Za-z])((?:lat|latitude|lon|lng|longitude)_?e[67]["']?[ \t]{0,4}[:=][ \t]{0,4})(-?\d{5,10})/gi,
    replace: (_, [name]) => `${name}${place}`,
  },
  {
    kind: 'place',
    signs: ['.'],
    pattern: /(?<![\w.])[NS] ?\d{1,2}\.\d{3,15}°?[,;]? ?[EWO] ?\d{1,3}\.\d{3,15}°?(?![\w.])/g,
  },
  // ISO 6709, as cameras write it.
  {
    kind: 'place',
    digits: 11,
    signs: ['+', '-'],
    pattern: /(?<![\w.+-])[+-]\d{2}\.\d{3,8}[+-]\d{3}\.\d{3,8}(?:[+-]\d{1,5}(?:\.\d{1,6})?)?\/?(?![\w.])/g,
  },
  {
    kind: 'place',
    digits: 10,
    signs: [','],
    pattern: /(?<![\w.,-])-?\d{1,2},\d{4,15}°?[ \t]?[;/][ \t]?-?\d{1,3},\d{4,15}(?![\w,])/g,
  },
];

/** Spaces that do not break, of any width, and hyphens that do not. */
const gap = ' \\u00a0\\u2007\\u2009\\u202f\\u2010-\\u2013()./-';

export const numberSpellings: readonly Rule[] = [
  {
    kind: 'phone',
    signs: ['+', '＋', '%2b'],
    pattern: new RegExp(`(?<![\\w.+)\\]-])(?:[+＋]|%2[Bb])[1-9][\\d${gap}]{6,22}\\d(?![\\w])(?!\\.\\d)`, 'g'),
    replace: (match) => {
      const digits = match.replace(/^%2[Bb]/, '').replace(/\D/g, '').length;
      const isUnusual = /^(?:＋|%2)|[\u00a0\u2007\u2009\u202f\u2010-\u2013]/.test(match);
      return isUnusual && digits >= 8 && digits <= 15 ? mark('phone') : match;
    },
  },
  // Russia: 8 (912) 345-67-89.
  { kind: 'phone', digits: 10, signs: ['('], pattern: /(?<![\w.+-])(?:[78] ?)?\(\d{3}\) ?\d{3}-\d{2}-\d{2}(?![\w-])/g },
  {
    kind: 'phone',
    signs: ['line1', 'sms', 'dial'],
    pattern:
      /(?<![A-Za-z])(mline1number|sms to|dialed|dialing)(["']?[ \t]{0,4}[:=]?[ \t]{0,4}["']?)(\+?\d{8,15})(?![\w])/gi,
    replace: (_, [name, between]) => `${name}${between}${mark('phone')}`,
  },
  // ITU E.118 in groups of four.
  { kind: 'imsi', digits: 19, signs: ['89'], pattern: /(?<![\w.+-])89\d{2}(?:[ -]\d{4}){3}(?:[ -]\d{3,4})(?![\w-])/g },
];

export const userSpellings: readonly Rule[] = [
  {
    kind: 'user',
    signs: ['user', 'logname'],
    pattern: /(?<![A-Za-z])((?:USER|USERNAME|LOGNAME|SUDO_USER|USERPROFILE_NAME)=)([^\s"',;:=<>()]{2,64})/g,
    replace: (match, [start, name = '']) => (nobody.test(name) ? match : `${start}${mark('user')}`),
  },
  {
    kind: 'user',
    signs: ['username', 'user_name', 'user name'],
    pattern: /(?<![A-Za-z])(user[_ ]?name["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)([^\s"',;:=<>(){}[\]]{1,64})/gi,
    replace: (match, [start, name = '']) => (nobody.test(name) ? match : `${start}${mark('user')}`),
  },
];

export const secretSpellings: readonly Rule[] = [
  // RFC 7616 and others like it: names and digests behind the scheme, in quotes.
  {
    kind: 'token',
    signs: ['authorization'],
    pattern:
      /(authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)(?:digest|oauth|negotiate|ntlm|aws4-hmac-sha256) [^\r\n]{1,4096}/gi,
    replace: (_, [start]) => `${start}${mark('token')}`,
  },
  {
    kind: 'token',
    signs: ['bearer'],
    pattern: /\b(bearer[:=]? )([\w.~+/-]{16,4096}={0,2})/gi,
    replace: (match, [scheme, value = '']) =>
      /\d/.test(value) || /[a-z][A-Z]/.test(value) || value.length >= 24 || /^[a-z]{16}$/.test(value)
        ? `${scheme}${mark('token')}`
        : match,
  },
  // A password in a sentence has a digit or a sign; "the password is required" has none.
  {
    kind: 'token',
    signs: ['password', 'passwd', 'passcode', 'passphrase', 'pwd'],
    pattern:
      /(?<![A-Za-z])((?:password|passwd|passcode|passphrase|pwd)(?: (?:is|was|->|=>))? )(["']?)(?=[^\s"']{0,30}[\d!$%&*#])([^\s"'<>()[\]]{4,64})\2/gi,
    replace: (_, [start, quote]) => `${start}${quote}${mark('token')}${quote}`,
  },
  {
    kind: 'token',
    signs: ['</'],
    pattern:
      /(<(?:\w{1,20}:)?(password|passwd|passphrase|pwd|psk|pin|secret|token|(?:api|access|private)_?key)>)([^<>\r\n]{1,400})(?=<\/(?:\w{1,20}:)?\2>)/gi,
    replace: (_, [start]) => `${start}${mark('token')}`,
  },
  // Where messages are pushed to; the second part begins alike for everybody.
  { kind: 'token', signs: ['apa91'], pattern: /(?<![\w-])(?:[\w-]{8,64}:)?APA91[\w-]{8,400}/g },
];

export const loginSpellings: readonly Rule[] = [
  // `DOMAIN\name`, where a word says that it is somebody; `owner=SYSTEM\nnext` is a line's end in a JSON text.
  {
    kind: 'user',
    signs: ['\\'],
    need: /(?:user(?:name)?|account|owner|login|identity|principal|(?:logged (?:in|on)|run|running) as)["']?[ \t]{0,2}[:= ][ \t]{0,2}["']?[a-z][a-z0-9-]{1,14}\\/,
    pattern:
      /(?<![A-Za-z])((?:[Uu]ser(?:[Nn]ame)?|USER(?:NAME)?|[Aa]ccount(?: [Nn]ame)?|[Oo]wner|[Ll]ogin|[Ii]dentity|[Pp]rincipal|[Ll]ogged (?:in|on) as|[Rr]un(?:ning)? as)["']?[ \t]{0,2}[:= ][ \t]{0,2}["']?)([A-Z][A-Z0-9-]{1,14})(\\{1,2})([A-Za-z][\w.-]{1,30})(?![\w\\=])/g,
    replace: (match, [start, domain = '', slash, name = '']) =>
      nobody.test(name) || nobody.test(domain) ? match : `${start}${domain}${slash}${mark('user')}`,
  },
  // RFC 4253: what stands behind a public key is whose it is.
  {
    kind: 'user',
    signs: ['ssh-rsa ', 'ssh-ed25519 ', 'ssh-dss '],
    pattern: /(ssh-(?:rsa|ed25519|dss) AAAA[\w+/]{16,2000}={0,2} )([^\s<>"']{1,80})/g,
    replace: (_, [start]) => `${start}${mark('user')}`,
  },
];
