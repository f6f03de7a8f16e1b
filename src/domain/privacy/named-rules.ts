// Names of settings, columns and fields behind which personal data stands, and what it looks like there.
import { namedIds } from './named-ids.ts';
import { byLastWord, type NamedRule, type NamedRules } from './named-values.ts';

/** A word; `<` begins what is taken out already. */
const word = String.raw`[^\s"'“”,;:=<>(){}[\]|&\\]`;
/** Up to where the text around it goes on. */
const line = String.raw`[^"“”,;=<>(){}[\]|\r\n\\]`;
const nothing = String.raw`(?:null|none|nil|n/?a|unknown|undefined|true|false|unset|empty|hidden|default|[ynm]|\*+|\d{1,5})(?![\p{L}\p{N}])`;
const systemUsers = String.raw`(?:UserHandle|[\w.]{1,40}@\d|root|system|shell|nobody|admin|anonymous|android|android-?build|build|user|guest|owner|current|all|self|u\d{1,3}_\w{1,9})(?![\p{L}\p{N}])`;

const value = (pattern: string): RegExp => new RegExp(pattern, 'iuy');
const words = value(`(?!${nothing})(?=[\\p{L}\\p{N}])${line}{1,80}`);
const anyWord = value(`(?!${nothing})${word}{3,400}`);
const userName = value(`(?!${nothing}|${systemUsers})(?=\\p{L})${word}{1,64}`);
/** Names of people begin with a capital; names of classes have dots or no space. */
const person =
  /(?!(?:Null|None|Unknown)\b)\p{Lu}[\p{L}'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{0,30}){0,3}(?![\p{L}\p{N}.:/_$])/uy;
const twoNames = /\p{Lu}[\p{Ll}'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{0,30}){1,3}(?![\p{L}\p{N}.:/_$])/uy;
/** Common names of authorities, machines and programs are made of such words. */
const noHolder =
  '(?:root|ca|authority|android|debug|server|trust|global|secure|class|services?|certificat\\p{L}*|test|device|key|attestation|software|inc|corp|gmbh|llc|ltd|signing|platform|release|network|public|primary|encrypt|authentication|internet|system|unknown)';
const holder = new RegExp(
  `(?!(?:[^,;/"\\r\\n]{1,60}[ -])?(?:${noHolder})(?![\\p{L}]))(?!(?:${noHolder})(?![\\p{L}]))\\p{L}[\\p{L}'’-]{1,30}(?: \\p{L}[\\p{L}.'’-]{0,30}){1,3}(?![\\p{L}\\p{N}.:_$])`,
  'iuy',
);
/** With the number of a house. */
const street =
  /(?:\p{L}[\p{L}.'’-]{1,30}(?:[ ]\p{L}[\p{L}.'’-]{0,30}){0,4},? \d{1,4}[a-z]?|[1-9]\d{0,4}[A-Z]?,? \p{L}[\p{L}.'’-]{1,30}(?: \p{L}[\p{L}.'’-]{1,30}){1,4})(?![\p{L}\p{N}]|[.:x]\p{N})/uy;

const rules: readonly NamedRule[] = [
  {
    kind: 'user',
    ends: ['name'],
    name: /(?:p2p_dev|\b(?:bt|ble|bd|p2p|remote|peer|friendly)|device|bluetooth|a2dp|headset|hotspot)[ _-]?name$/,
    value: words,
  },
  { kind: 'user', ends: ['bdname', 'devicename', 'btname'], name: /(?:bd|device|bt)name$/, value: words },
  {
    kind: 'user',
    ends: ['name', 'nickname', 'screenname', 'loginname', 'accountname'],
    name: /(?:account|login|screen|nick)[ _-]?name$/,
    value: userName,
  },
  {
    kind: 'user',
    ends: ['name', 'firstname', 'lastname', 'fullname', 'surname', 'forename', 'displayname'],
    name: /(?:display_|contact[ _-]?|caller[ _-]?|given[ _-]?|family_?|first[ _-]?|last[ _-]?|full[ _-]?|middle[ _-]?|cnap[ _-]?|sender[ _-]?|recipient[ _-]?|owner[ _-]?|customer[ _-]?|sur|fore)name$/,
    value: person,
  },
  {
    kind: 'user',
    ends: ['owner', 'contact', 'caller', 'cnap', 'recipient', 'sender', 'participant'],
    name: /(?:^|[^\p{L}\p{N}.])\p{L}+$/u,
    value: twoNames,
  },
  // What is shown as a name is a screen's or a program's, too, in one word.
  { kind: 'user', ends: ['name', 'displayname'], name: /display[ -]?name$/, value: twoNames },
  // RFC 4519: who holds a certificate; those of machines and of their makers say so.
  { kind: 'user', ends: ['cn'], name: /(?:^|[^\p{L}\p{N}.])cn$/u, value: holder },
  {
    kind: 'user',
    ends: ['uid'],
    name: /(?:^|[^\p{L}\p{N}.])uid$/u,
    value: /[a-z][\w.-]{1,63}(?=, ?(?:ou|dc|cn|o)=)/iy,
  },
  {
    kind: 'user',
    ends: ['vorname', 'nachname', 'apellido', 'apellidos', 'prénom', 'cognome', 'имя', 'фамилия'],
    name: /\p{L}$/u,
    value: person,
  },
  {
    kind: 'user',
    ends: ['姓名', '氏名', '用户名', '用戶名', 'ユーザー名', '이름', '昵称', '联系人'],
    name: /\p{L}$/u,
    value: userName,
  },
  { kind: 'user', ends: ['nick'], name: /(?:^|[^\p{L}\p{N}.])nick$/u, value: userName },
  { kind: 'ssid', ends: ['str'], name: /(?:^|[^\p{L}\p{N}])id_str$/u, value: words },
  { kind: 'place', ends: ['geohash', 'hash'], name: /geo_?hash$/, value: /[0-9b-hjkmnp-z]{6,12}(?!\w)/y },
  {
    kind: 'place',
    ends: ['street', 'address', 'straße', 'strasse', 'calle', 'rue', 'anschrift', 'adresse'],
    name: /(?:street|home[ _]?address|(?:postal|billing|shipping|delivery|mailing)[ _]?address|straße|strasse|calle|rue|anschrift|adresse)$/,
    value: street,
  },
  {
    kind: 'place',
    ends: ['code', 'plz', 'postleitzahl', 'postcode', 'zipcode', 'postalcode'],
    name: /(?:postal|post|zip)[ _-]?code$|(?:^|[^a-z])plz$|postleitzahl$/,
    value: /(?:\d{4,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?![\w.])/y,
  },
  { kind: 'user', ends: ['user'], name: /(?:^|[^\p{L}\p{N}.])(?<!\bby )user$/u, value: userName },
  {
    kind: 'user',
    ends: ['birthday', 'birthdate', 'birth', 'dob', 'date', 'bday', 'geburtsdatum', 'geburtstag'],
    name: /(?:birthday|birth_?date|date[ _]?of[ _]?birth|dob|(?:^|[^a-z])bday|geburtsdatum|geburtstag)$/,
    value: /[\d./-]{6,10}(?!\d)/y,
  },
  {
    kind: 'ssid',
    ends: ['name'],
    name: /\b(?:ap|access ?point|wi-?fi|wlan)(?:[ _-]?network)?[ _-]?name$/,
    value: words,
  },
  {
    kind: 'ssid',
    ends: ['ssid'],
    name: /ssid$/,
    value: value(`(?!${nothing}|(?:changed|is|not|len|length)\\b|P\\\\?")${line}{1,64}`),
  },
  {
    kind: 'host',
    ends: ['hostname', 'computername', 'servername', 'userdomain', 'nodename'],
    name: /(?:host|computer|server|node)name$|userdomain$/,
    // A name with dots is a server's, which engineers have to know.
    value: value(
      `(?!${nothing}|localhost|mmc\\d|android\\b(?!-))(?=[\\p{L}\\p{N}])[\\p{L}\\p{N}_-]{2,63}(?![\\p{L}\\p{N}_.(:[-])`,
    ),
  },
  {
    kind: 'host',
    ends: ['name'],
    name: /(?:host|computer|server|machine|node)[ _-]name$/,
    value: value(`(?!${nothing}|localhost)(?=[\\p{L}\\p{N}])[\\p{L}\\p{N}_-]{2,63}(?![\\p{L}\\p{N}_.(:[-])`),
  },
  {
    kind: 'serial',
    ends: ['serial', 'no', 'number'],
    name: /(?:^|[^a-z]|ioplatform)(?:serial(?:[ _-]?(?:no|number))?|build\.serial)$|getserial$/,
    value: /(?=[A-Za-z]{0,16}\d)(?=\d{0,16}[A-Za-z])[A-Za-z0-9]{8,20}(?![\w:.-])/y,
  },
  {
    kind: 'serial',
    ends: ['sn', 'n'],
    name: /(?:^|[^a-z0-9])s\/?n$/,
    value: /(?=[A-Z]{0,16}\d)(?=[A-F\d]{0,16}[G-Z])[A-Z0-9]{8,20}(?![\w:.-])/y,
  },
  { kind: 'serial', ends: ['ssaid'], name: /ssaid$/, value: /[\da-f]{14,16}(?!\w)/iy },
  { kind: 'serial', ends: ['id'], name: /installation[ _-]?id$/, value: /[\w-]{22}(?![\w-])/y },
  { kind: 'imei', ends: ['id'], name: /device[ _-]?id$/, value: /[Aa][0-9A-Fa-f]{13}(?!\w)/y },
  {
    kind: 'phone',
    ends: ['number'],
    name: /(?:^|[^a-z.])m?(?:(?:contact|caller|calling|called|incoming|outgoing|dialed|remote|subscriber|voice_?mail)[ _-]?)?number$/,
    value: /\+?\d{10,14}(?![\w.:])/y,
  },
  // With its sign or trunk prefix: a number alone is an id.
  {
    kind: 'phone',
    ends: ['callee', 'caller', 'recipient', 'sender', 'receiver', 'originator'],
    name: /(?:^|[^a-z.])m?(?:callee|caller|recipient|sender|receiver|originator)$/,
    value: /(?:\+|0)[1-9]\d{7,13}(?![\w.:])/y,
  },
  {
    kind: 'token',
    ends: [
      'passwort',
      'kennwort',
      'contraseña',
      'senha',
      'passe',
      'hasło',
      'wachtwoord',
      'lösenord',
      'пароль',
      '密码',
      'パスワード',
      '비밀번호',
    ],
    name: /(?:passwort|kennwort|contraseña|senha|mot de passe|hasło|wachtwoord|lösenord|пароль|密码|パスワード|비밀번호)$/,
    value: anyWord,
  },
  {
    kind: 'token',
    ends: ['token'],
    name: /(?:api|bot|auth|access|bearer|deploy|user)[ _-]?token$/,
    value: value(`(?!${nothing})(?=[^\\s]{0,60}\\d)[\\w~+/=-]{8,400}`),
  },
  {
    kind: 'token',
    ends: ['pin', 'otp', 'tan', 'puk'],
    name: /(?:^|[^a-z])(?:sim[ _-]?)?(?:pin|otp|tan|puk)$/,
    value: /\d{4,8}(?![\w.])/y,
  },
  { kind: 'token', ends: ['cvv', 'cvc'], name: /(?:^|[^a-z])cv[vc]$/, value: /\d{3,4}(?![\w.])/y },
  {
    kind: 'token',
    ends: ['code'],
    name: /(?:^|[^a-z])(?:pin|otp|puk|verification|security|pairing|unlock)[ _-]?code$/,
    value: /\d{4,8}(?![\w.])/y,
  },
  {
    kind: 'token',
    ends: ['key', 'accountkey'],
    name: /(?:account|sharedaccess|storage)_?key$/,
    value: /[\w+/]{20,100}={0,2}/y,
  },
];

export const namedRules: NamedRules = byLastWord([...rules, ...namedIds]);
