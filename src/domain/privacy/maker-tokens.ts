// Keys by the beginnings that their makers gave them, so that scanners of secrets find them; and what stands around others.
import { mark, type Rule } from './rule.ts';

const token = mark('token');

export const makerTokens: readonly Rule[] = [
  {
    kind: 'token',
    signs: [
      'rk_',
      'pk_',
      'whsec_',
      'dop_',
      'doo_',
      'shp',
      'pypi-',
      'glsa_',
      'glc_',
      'sq0',
      'pmak-',
      'lin_',
      'age-secret',
      'dapi',
      'key-',
      '1//0',
      'dckr_',
      'tskey-',
      'vercel_',
      'sntrys_',
      'nrak-',
      'atatt',
      'figd_',
      'hvs.',
      'ltai',
      'akid',
      'gocspx-',
    ],
    pattern:
      /(?<![\w-])(?:[rp]k_(?:live|test)_\w{8,200}|whsec_[\w+/=]{16,100}|do[opr]_v1_[0-9a-f]{40,80}|shp(?:at|ca|pa|ss)_[0-9a-f]{32}|pypi-[\w-]{16,300}|glsa_\w{20,80}|glc_[\w+/=]{20,300}|sq0(?:atp|csp|idp)-[\w-]{20,60}|PMAK-[0-9a-f]{24}-[0-9a-f]{30,40}|lin_(?:api|oauth)_\w{20,80}|AGE-SECRET-KEY-1[0-9A-Z]{50,70}|dapi[0-9a-f]{32}|key-[0-9a-z]{32}|1\/\/0[\w-]{20,200}|dckr_pat_[\w-]{20,60}|tskey-[\w-]{16,80}|vercel_\w{20,60}|sntrys_[\w+/=]{20,300}|NRAK-[0-9A-Z]{20,40}|ATATT[\w=-]{40,300}|GOCSPX-[\w-]{20,60}|figd_[\w-]{20,80}|hvs\.[\w-]{20,200}|(?:LTAI(?=[A-Za-z]{0,30}\d)[A-Za-z\d]{12,30}|AKID(?=[A-Za-z]{0,32}\d)[A-Za-z\d]{32})(?![A-Za-z\d]))/g,
  },
  // Whoever has the link may read: the signature of a shared access of Azure.
  {
    kind: 'token',
    signs: ['sharedaccesssignature'],
    pattern: /(\bSharedAccessSignature[ =:]{1,3}["']?)([^\s"'<>;]{8,400})/gi,
    replace: (_, [start]) => `${start}${token}`,
  },
  { kind: 'token', signs: ['eaa'], pattern: /(?<![\w-])EAA[A-Za-z0-9]{32,300}(?![\w+/=])/g },
  // Two letters and 32 digits, as one maker of telephones in the cloud numbers accounts and keys.
  {
    kind: 'token',
    signs: ['sk', 'ac'],
    need: /(?:sk|ac)[0-9a-f]{32}/,
    pattern: /(?<![\w-])(?:SK|AC)[0-9a-f]{32}(?!\w)/g,
  },
  { kind: 'token', signs: [':aa'], pattern: /(?:(?<![\w-])|(?<=\bbot))\d{8,10}:AA[\w-]{32,34}(?![\w-])/g },
  {
    kind: 'token',
    signs: ['/services/', '/webhooks/', '/webhookb2/'],
    pattern: /(\/(?:services\/T|api\/webhooks\/\d{4}|webhookb2\/))([\w/@-]{16,300})/g,
    replace: (_, [start]) => `${start}${token}`,
  },
  // How programs are told passwords at their start.
  {
    kind: 'token',
    signs: ['--pass', '--token', '--secret', '--api-key', 'curl'],
    pattern:
      /(--(?:password|passwd|passphrase|token|secret|api-key)[ =]["']?|\bcurl [^\r\n]{0,80}(?:-u|--user) ["']?)([^\s"'<>]{3,200})/g,
    replace: (_, [start]) => `${start}${token}`,
  },
  {
    kind: 'token',
    signs: ['private key block'],
    pattern:
      /-----BEGIN PGP PRIVATE KEY BLOCK-----[\w+/=\s\\,:.()-]{0,8000}?(?:-----END PGP PRIVATE KEY BLOCK-----|$)/g,
  },
  // Words of which the code is good for some minutes, and logs for years.
  {
    kind: 'token',
    signs: [
      'otp ',
      'otp:',
      'code is',
      'ion code',
      'login code',
      'your code',
      'security code',
      'pairing code',
      'pin is',
      'pin code',
    ],
    pattern:
      /(\b(?:otp|(?:verification|security|pairing|login|your) code|code is|pin(?: code)? is|pin code)(?: is)?[ :]{1,2})(\d{4,8})(?![\w.])|\bG-\d{6}(?= is your)/gi,
    replace: (_, [start]) => `${start ?? ''}${token}`,
  },
];
