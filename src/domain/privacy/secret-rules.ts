// Rules for what opens something: tokens, keys, passwords, cookies, signatures of links.
import { mark, type Rule } from './rule.ts';

const token = mark('token');

/** Random text of at least 16 characters has digits beside letters and is no name with dots, such as a class. */
const looksRandom = (text: string): boolean =>
  text.length >= 16 && /\d/.test(text) && /[A-Za-z]/.test(text) && !/^[a-z]+\.[a-z]+\.[A-Za-z]/.test(text);

/** Shorter, behind a name that says so: a number of something ends in few digits, and hash codes have eight signs. */
const looksIssued = (text: string): boolean =>
  text.length >= 10 &&
  /\d/.test(text) &&
  /[A-Za-z]/.test(text) &&
  !/^(?:0x[\da-f]+|[a-z]+\.[a-z]+\.[a-z].*|(?:[a-z]+\d{0,4}|\d{1,4})(?:[-_.:/%](?:[a-z]+\d{0,4}|\d{1,4}))*)$/i.test(
    text,
  );

const innocentValue =
  /^(?:session|null|nil|none|true|false|undefined|unset|empty|invalid|expired|missing|required|<[a-z]+>)$/i;

/** Whatever follows one of these words is a secret, however it looks. */
const strongWords =
  'password|passwd|passphrase|passcode|pwd|psk|wpa_passphrase|pre_?shared_?key|client_?secret|api_?secret|app_?secret|secret_?key|secret|' +
  'private_?key(?:_?id)?|api[_-]?key|apikey|access_?key|auth[_-]?key|access_?token|auth_?token|refresh_?token|id_?token|session_?token|' +
  'device_?token|push_?token|fcm_?token|gcm_?token|oauth_?token|csrf_?token|x-api-key|x-auth-token';
/** These also name other things (a token of a parser, a session of a camera): their value has to look random. */
const weakWords =
  'token|session_?id|sessionid|jsessionid|phpsessid|sid|sig|signature|auth|oauth_verifier|credential|x-amz-signature';

/** The cookie of an allocator or a scheduler is a number or an object, that of a browser a name and a value. */
const isOtherCookie = (name: string | undefined, value: string): boolean =>
  /cookie/i.test(name ?? '') &&
  (/^(?:0x[\da-f]{1,16}|\d{1,10}|[\w.]{1,80}@[\da-f]{1,8})(?=[\s,)}\]]|$)/.test(value) ||
    (!value.includes('=') && !looksRandom(value)));

/** `password= mnc=01`: there is none, and the next name comes. */
const isNextName = (between = '', value: string): boolean => /\s$/.test(between) && /^[a-z_]{2,20}=\S/.test(value);

export const secretRules: readonly Rule[] = [
  {
    kind: 'token',
    signs: ['private key'],
    pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\w+/=\s\\,:.]{0,8000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
  },
  // RFC 7519: three parts in base64url, of which the first is a JSON object.
  { kind: 'token', signs: ['eyj'], pattern: /(?<![\w-])eyJ[\w-]{6,4096}\.[\w-]{4,16384}(?:\.[\w-]{0,4096})?/g },
  {
    kind: 'token',
    signs: ['authorization', 'cookie'],
    // What is named and in quotes belongs to it; a quote behind a value ends the text that it stands in, and `\n` its line.
    pattern:
      /(?<!::)\b((?:proxy-)?authorization|set-cookie|cookie)(["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)((?:[=:] ?(?:"(?![,:}\]])[^"\r\n]{1,1024}"|'(?![,:}\]])[^'\r\n]{1,1024}')|[^\r\n"'\\\u2000\u2001]|\\(?![nr])){1,4096})/gi,
    replace: (match, [name, between, value = '']) =>
      value.startsWith('<') || isOtherCookie(name, value) ? match : `${name}${between}${token}`,
  },
  {
    kind: 'token',
    signs: ['bearer', 'basic', 'token '],
    pattern: /\b(bearer|basic|token) ([\w.~+/-]{8,4096}={0,2})/gi,
    replace: (match, [scheme = '', value = '']) =>
      scheme.toLowerCase() === 'bearer'
        ? /\d/.test(value)
          ? `${scheme} ${token}`
          : match
        : looksRandom(value)
          ? `${scheme} ${token}`
          : match,
  },
  {
    kind: 'token',
    // Prefixes that their issuers publish for secret scanners, and our own.
    signs: [
      'sk_',
      'sk-',
      'gh',
      'github_pat_',
      'glpat-',
      'xox',
      'akia',
      'asia',
      'aiza',
      'ya29.',
      'npm_',
      'hf_',
      'of_',
      'od_',
      'op_',
      'sg.',
      'eaa',
    ],
    pattern:
      /(?<![A-Za-z\d])(?:[rsp]k_(?:live|test)_\w{8,200}|sk-[\w-]{20,200}|gh[opsur]_\w{20,255}|github_pat_\w{20,255}|glpat-[\w-]{16,64}|xox[abeoprs]-[\w-]{8,250}|A(?:KIA|SIA)[0-9A-Z]{16}|AIza[\w-]{30,60}|ya29\.[\w-]{10,400}|npm_\w{30,60}|hf_\w{20,60}|of_[a-z]_[0-9a-f]{56}|o[dp]_[a-z0-9-]{1,40}\.[\w.~:-]{20,600}|SG\.[\w-]{16,64}\.[\w-]{16,64})/g,
  },
  {
    kind: 'token',
    signs: ['pass', 'pwd', 'psk', 'key', 'secret', 'token'],
    need: /(?:password|passwd|passphrase|passcode|pwd|psk|key(?:_?id)?|secret|token)["']?[ \t]{0,4}[:=]/,
    pattern: new RegExp(
      `(?<![A-Za-z])((?:[a-z]{1,20}[_-])?(?:${strongWords}))(["']?[ \\t]{0,4}[:=]>?[ \\t]{0,4})("(?:[^"\\\\\\r\\n]|\\\\.){1,4096}"|'[^'\\r\\n]{1,4096}'|["']?[^\\s"'&,;<>(){}\\[\\]]{3,4096})`,
      'gi',
    ),
    replace: (match, [name, between, value = '']) => {
      const bare = value.replace(/^["']|["']$/g, '');
      const quote = /^["']/.exec(value)?.[0] ?? '';
      return innocentValue.test(bare) ||
        isNextName(between, value) ||
        /^(?:0x)?[\dA-Fa-f]{1,3}$/.test(bare) ||
        /^(?:android|java|com|org)\./.test(bare)
        ? match
        : `${name}${between}${quote}${token}${quote}`;
    },
  },
  {
    kind: 'token',
    signs: ['token', 'sess', 'sid', 'sig', 'auth', 'credential'],
    need: /(?:token|session_?id|sessionid|sid|sig|signature|auth|verifier|credential)["']?[ \t]{0,4}[:=]/,
    pattern: new RegExp(
      `(?<![A-Za-z])((?:[a-z]{1,20}[_-])?(?:${weakWords}))(["']?[ \\t]{0,4}[:=][ \\t]{0,4}["']?)([\\w.~+/%=-]{10,4096})`,
      'gi',
    ),
    replace: (match, [name, between, value = '']) =>
      (looksRandom(value) || looksIssued(value)) && !/\d_[a-z]{1,3}=\w/.test(value)
        ? `${name}${between}${token}`
        : match,
  },
  // RFC 6749, 4.1.1 and 4.1.2: what an app gets a token for, and what it sent to get it.
  {
    kind: 'token',
    signs: ['?code=', '&code=', '?key=', '&key=', '?state=', '&state=', '?nonce=', '&nonce=', '?ticket=', '&ticket='],
    pattern: /([?&](?:code|key|state|nonce|ticket)=)([\w%/.~-]{16,400})/g,
    replace: (match, [start, value = '']) => (looksRandom(value) ? `${start}${token}` : match),
  },
  // What is mailed to somebody who may then do something without a password.
  {
    kind: 'token',
    signs: ['/reset', '/verify', '/confirm', '/invite', '/activate', '/magic', '/unsubscribe', '/password'],
    pattern:
      /(\/(?:(?:password-?)?reset|verify|confirm|invite|activate|magic(?:-?link)?|unsubscribe|password)\/)([\w.~-]{20,400})(?![\w/])/gi,
    replace: (match, [start, value = '']) => (looksRandom(value) ? `${start}${token}` : match),
  },
  // RFC 3986: who logs in stands before the host.
  {
    kind: 'token',
    signs: ['://'],
    pattern: /(:\/\/)((?!@|(?<=content:\/\/)\d{1,3}@)[^\s/@:"'<>]{0,256}(?::[^\s/@"'<>]{0,256})?)@(?=[\w[])/g,
    replace: (_, [start]) => `${start}${token}@`,
  },
];
