// Names of fields behind which a number or a word stands that tells one person, phone or chip from all others.
import type { NamedRule } from './named-values.ts';

const uuid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';

export const namedIds: readonly NamedRule[] = [
  // Users of a system have numbers of five digits, those of a service have more.
  {
    kind: 'user',
    ends: ['id', 'userid', 'customerid', 'memberid'],
    name: /(?:user|customer|account|member)[ _-]?id$/,
    value: new RegExp(
      `(?:\\d{7,20}|${uuid}|(?=[a-z\\d]{0,27}\\d)[a-z\\d]{20,32}|[a-z]{2,20}\\d{1,6})(?![\\w.:(/-])`,
      'iy',
    ),
  },
  {
    kind: 'user',
    ends: ['login'],
    name: /(?:^|[^\p{L}\p{N}.])login$/u,
    value:
      /(?!(?:null|none|true|false|ok|success\w*|succeed\w*|fail\w*|error\w*|required|invalid|expired|screen|page|button|start\w*|activity|root|system|shell|admin|anonymous|user|default|unknown)(?!\w))[a-z][\w.-]{2,40}(?![\w.(:/])/iy,
  },
  { kind: 'user', ends: ['handle'], name: /(?:^|[^a-z])handle$/, value: /@[a-z]\w{2,30}(?![\w.])/iy },
  {
    kind: 'user',
    ends: ['customer', 'patient', 'kunde', 'cliente', 'reporter'],
    name: /(?:^|[^\p{L}\p{N}.])\p{L}+$/u,
    value: /\p{Lu}[\p{Ll}'’-]{1,30}(?: \p{Lu}[\p{L}.'’-]{0,30}){1,3}(?![\p{L}\p{N}.:/_$])/uy,
  },
  { kind: 'user', ends: ['id'], name: /gaia[ _-]?id$/, value: /\d{15,21}(?!\w)/y },
  // By what services that count users know a phone.
  {
    kind: 'serial',
    ends: ['id', 'deviceid', 'installid'],
    name: /(?:^|[^a-z])(?:install(?:ation)?|device|distinct|visitor)[ _-]?id$/,
    value: new RegExp(`(?:${uuid}|[\\da-f]{32}|\\d{16,20})(?![\\w.-])`, 'iy'),
  },
  // How a system's own classes call the like.
  {
    kind: 'serial',
    ends: ['vendor', 'identifier'],
    name: /identifierforvendor$|advertisingidentifier$/,
    value: new RegExp(`${uuid}(?!\\w)`, 'iy'),
  },
  // Counts of a battery's cells are shorter.
  {
    kind: 'place',
    ends: ['id', 'cellid'],
    name: /(?:^|[^a-z])cell[ _]?id$/,
    value: /(?:\d{5,11}|0x[\da-f]{5,9})(?![\w.])/iy,
  },
  {
    kind: 'serial',
    ends: ['number', 'serialnumber'],
    name: /serial[ _-]?number$/,
    value: /(?:(?=[A-Za-z]{0,40}\d)[A-Za-z\d]{21,64}|\d{10,20})(?![\w:.-])/y,
  },
  // What a chip answers to a reader, and how a card of memory is registered (SD specifications, part 1: CID).
  { kind: 'serial', ends: ['uid'], name: /(?:^|[^a-z])uid$/, value: /[\da-f]{2}(?::[\da-f]{2}){3,9}(?![\w:])/iy },
  { kind: 'serial', ends: ['cid'], name: /(?:^|[^a-z])cid$/, value: /[\da-f]{30,32}(?!\w)/iy },
  { kind: 'imsi', ends: ['string'], name: /card_?string$/, value: /\d{18,20}(?!\w)/y },
  {
    kind: 'token',
    ends: ['key'],
    name: /(?:app|nwk|net|network)_?s?_?key$/,
    value: /[\da-f]{32}(?!\w)/iy,
  },
  {
    kind: 'token',
    ends: ['code'],
    name: /(?:setup|pairing)[ _-]?code$/,
    value: /(?:\d{3}-\d{2}-\d{3}|\d{11})(?![\w-])/y,
  },
];
