// Rules for where somebody is and what is around them: MAC addresses, names of networks, positions, home folders.
import { mark, type Rule } from './rule.ts';

const place = mark('place');

const numberOf = (text: string | undefined): number => Number(text ?? Number.NaN);

/** Decimals of animations and matrices lie below 1 or are whole; latitude and longitude do so only in the Gulf of Guinea. */
const isPosition = (lat: number, lon: number): boolean =>
  lat % 1 !== 0 &&
  lon % 1 !== 0 &&
  Math.abs(lat) <= 90 &&
  Math.abs(lon) <= 180 &&
  (Math.abs(lat) >= 1 || Math.abs(lon) >= 1);

/** To all, from none yet, and what Android says to apps that may not know. */
export const noInterface = /^(?:ff([:-])(?:ff\1){4}ff|0[02]([:-])(?:00\2){4}00)$/i;

export const networkRules: readonly Rule[] = [
  // IEEE 802: six pairs and no more, so that the digests of certificates stay.
  {
    kind: 'mac',
    signs: [':', '-'],
    pattern:
      /(?<![0-9A-Za-z:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![0-9A-Fa-f]|\1[0-9A-Fa-f]{2}(?![0-9A-Za-z]))/g,
    replace: (match) => (noInterface.test(match) ? match : mark('mac')),
  },
  {
    kind: 'mac',
    signs: [':0x'],
    pattern: /(?<!\w)0x[0-9A-Fa-f]{2}(?::0x[0-9A-Fa-f]{2}){5}(?![0-9A-Fa-f]|:0x)/g,
  },
  {
    kind: 'mac',
    signs: ['.'],
    need: /\.[0-9a-f]{4}\./,
    pattern: /(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/gi,
    replace: (match) => (/\d/.test(match) && /[a-f]/i.test(match) ? mark('mac') : match),
  },
  {
    kind: 'mac',
    signs: ['mac', 'bssid', 'bdaddr', 'bluetooth'],
    pattern:
      /\b((?:wifi|wlan|bt|ether|eth\d?|bluetooth)?[_ ]?(?:mac|bssid|bdaddr)(?:[_ ]?addr(?:ess)?)?)(["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)([0-9A-Fa-f]{12})(?!\w)/gi,
    replace: (_, [name, between]) => `${name}${between}${mark('mac')}`,
  },
  // As Android keeps networks in a file: `<string name="SSID">`.
  {
    kind: 'ssid',
    signs: ['"ssid"', "'ssid'"],
    pattern: /(\bname=\\?["']SSID\\?["']>)([^<\r\n]{1,132})(?=<)/gi,
    replace: (_, [start]) => `${start}${mark('ssid')}`,
  },
  {
    kind: 'ssid',
    signs: ['ssid'],
    // A quote between the word and `>` ends an attribute of markup and begins no name.
    pattern:
      /(?<![A-Za-z])((?:wifi_?|wlan_?|e|m|current_?|ap_?)?ssid\d?(?:[_ ]?name)?)(\\?["']?[ \t]{0,4}(?:->|[:=]|is)?[ \t]{0,4})(P?\\?"(?<!ssid\\?"(?=>))[^"\r\n]{1,132}"|'[^'\r\n]{1,132}'|(?<=(?:->|[:=])[ \t]{0,4})[^\s,;"'<>)}\]][^,;"'\r\n\u1680\u2000\u2001<>)}\]]{0,131})/gi,
    replace: (match, [name, between, value = '']) => {
      if (/^\d{1,2}(?: \w+=|$)/.test(value)) return match;
      const quote = /^P?(\\?["'])/.exec(value)?.[1] ?? '';
      return `${name}${between}${quote}${mark('ssid')}${quote}`;
    },
  },
  {
    kind: 'ssid',
    signs: ['wifissid{'],
    pattern: /(WifiSsid\{)([^}\r\n]{1,132})(\})/g,
    replace: (_, [a, __, b]) => `${a}${mark('ssid')}${b}`,
  },
];

const named = '(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)';

export const positionRules: readonly Rule[] = [
  {
    kind: 'place',
    signs: ['lat'],
    need: /lon|lng/,
    pattern:
      /(?<![A-Za-z])(lat(?:itude)?["']?[,/; ]{1,2}["']?(?:lon(?:g(?:itude)?)?|lng)["')\]]?[ \t]{0,2}[:=]?[ \t]{0,2}["'([]?)(-?\d{1,3}\.\d{3,15}°?[,/; ]{1,3}-?\d{1,3}\.\d{3,15})(?![\w.])/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  {
    kind: 'place',
    signs: ['lat', 'lon', 'lng'],
    pattern: new RegExp(
      String.raw`(?<![A-Za-z])((?:gps|geo|last|current|my|m)?[_.]?${named}(?:_deg(?:rees)?)?)(\\?["']?[ \t]{0,4}[:=][ \t]{0,4}\\?["']?)(-?\d{1,3}[.,]\d{2,20})(?:°?[/ ]{1,2}-?\d{1,3}\.\d{2,20}(?![\\d.]))?`,
      'gi',
    ),
    replace: (_, [name, between]) => `${name}${between}${place}`,
  },
  // RFC 5870, and what Android prints of a position.
  {
    kind: 'place',
    signs: ['geo:'],
    pattern: /\bgeo:-?\d{1,3}(?:\.\d{1,20})?,-?\d{1,3}(?:\.\d{1,20})?/gi,
    replace: () => `geo:${place}`,
  },
  {
    kind: 'place',
    signs: ['location['],
    pattern: /(Location\[\w{1,20} )(-?\d{1,3}[.,][\d*]{1,20},-?\d{1,3}[.,][\d*]{1,20})/g,
    replace: (_, [start]) => `${start}${place}`,
  },
  // What modems of SIMCom and Quectel answer when they are asked where they are (their manuals of AT commands).
  {
    kind: 'place',
    signs: ['+cgnsinf', '+cgpsinfo', '+cgnssinfo', '+qgpsloc'],
    pattern: /(\+(?:CGNSINF|CGPSINFO|CGNSSINFO|QGPSLOC): ?)([^\r\n]{1,160})/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  // NMEA 0183: the sentences that carry a position.
  { kind: 'place', signs: ['gga,', 'rmc,', 'gll,', 'gns,'], pattern: /\$G[A-Z](?:GGA|RMC|GLL|GNS),[^\r\n]{0,120}/g },
  {
    kind: 'place',
    signs: ['.'],
    need: /\d\.\d{3,15}°?[ \t]?[ns]?[,; \t]{1,2}-?\d{1,3}\.\d{3}/,
    // Zeros at the end are not written. What has a unit is no place.
    pattern:
      /(?<![\w.,-]|[,;][ \t]|\.\d{1,15}[ \t]{1,8}|(?:Point|Rect|Size|Offset|Scale|Vec|Vector)F?\d?[({[]|Rates=\[)\(?(?=-?\d{1,2}\.\d{5}|[^,;\s]{1,20}[,; \t]{1,2}-?\d{1,3}\.\d{5}|-?\d{1,2}\.\d{4}[^,;\s]{0,3}[,; \t]{1,2}-?\d{1,3}\.\d{4})(-?\d{1,2}\.\d{3,15})°?[ \t]?[NS]?(?:,[ \t]?|;[ \t]?|[ \t])(-?\d{1,3}\.\d{3,15})°?[ \t]?[EWO]?\)?(?![\w]|\.\d|,[ \t]{0,2}-?\d{1,5}\.\d{4}|[ \t]{1,3}-?\d{1,3}\.\d{5}| ?(?:ms|us|ns|s|fps|[kMG]i?B|dBm?|mA|mV|Hz|%)(?!\w))/g,
    replace: (match, [lat, lon]) => (isPosition(numberOf(lat), numberOf(lon)) ? place : match),
  },
  {
    kind: 'place',
    signs: ['gps', 'position', 'location', 'coord'],
    pattern:
      /((?<![A-Za-z])(?:gps,|(?:(?:gps|position|location)(?: fix)?(?: at)?|coord(?:inate)?s?)["']?[ \t]{0,2}[:=]?[ \t]{0,2}["'([]?))(-?\d{1,3}\.\d{3,15}°?[/,; ]{1,3}-?\d{1,3}\.\d{3,15})(?![\w.])/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  // As readers of pictures print what a camera wrote.
  {
    kind: 'place',
    signs: ['gpsl', ' deg '],
    pattern:
      /(?<![A-Za-z])(GPSL(?:at|ong)itude(?:Ref)?["']?[ \t]{0,20}[:=]?[ \t]{0,4})([\d/, .]{3,60}|\d{1,3} deg [^\r\n]{1,30})|\d{1,3} deg \d{1,2}['′] ?[\d.]{1,10}["″] ?[NSEW]\b/g,
    replace: (_, [start = '']) => `${start}${place}`,
  },
  // Open location codes, whole: the first eight signs are a place, the others a house.
  {
    kind: 'place',
    signs: ['+'],
    need: /\+(?<=[2-9cfghjmpqrvwx]{8}\+)[2-9cfghjmpqrvwx]{2}/,
    pattern: /(?<![\w+/=-])[23456789CFGHJMPQRVWX]{8}\+[23456789CFGHJMPQRVWX]{2,3}(?![\w+/=])/g,
  },
  {
    kind: 'place',
    signs: ['°'],
    pattern: /\d{1,3}°\s?\d{1,2}(?:\.\d{1,8})?['′]\s?(?:\d{1,2}(?:\.\d{1,8})?["″]\s?)?[NSEWO]\b/g,
  },
  {
    kind: 'place',
    signs: ['°'],
    pattern: /(?<![A-Za-z])[NSEWO] ?\d{1,3}° ?\d{1,2}(?:\.\d{1,8})?(?:['′](?: ?[\d.]{1,10}["″])?)?(?![\w.])/g,
  },
];

const notSomebody = /^(?:<[a-z]+>|\d{1,3}|@me|shared|public|default|runner|\.{1,2}|\*|user|users)$/i;

export const folderRules: readonly Rule[] = [
  {
    kind: 'user',
    signs: ['home/', 'home2/', 'users/', '%2fhome', '%2fusers'],
    pattern: /(?<!\/files)((?:\/|%2F)(?:home2?|Users)(?:\/|%2F))((?:(?!%2F)[^\s/\\"'`:;,()<>|*?[\]{}]){1,64})/gi,
    replace: (match, [start, name = '']) => (notSomebody.test(name) ? match : `${start}${mark('user')}`),
  },
  // A name of two words is only told from the text behind it where the path goes on.
  {
    kind: 'user',
    signs: ['/users/<user> '],
    pattern: /(\/Users\/<user>)( [^\s/\\"'`:;,()<>|*?]{1,32}){1,2}(?=\/)/g,
    replace: (_, [start]) => start ?? '',
  },
  {
    kind: 'user',
    signs: ['\\users\\', 'documents and settings\\', 'dokumente und einstellungen\\', ':/users/'],
    pattern:
      /(\\{1,4}(?:Users|Documents and Settings|Dokumente und Einstellungen)\\{1,4})([^\\/\r\n"'<>|:*?]{1,64}?)(?=[\\/"'<>|:*?\r\n]|\s|$)/gi,
    replace: (match, [start, name = '']) => (notSomebody.test(name) ? match : `${start}${mark('user')}`),
  },
  {
    kind: 'user',
    signs: ['\\users\\<user> ', 'settings\\<user> '],
    pattern: /(\\(?:Users|Documents and Settings)\\{1,4}<user>)( [^\\/\r\n"'<>|:*?\s]{1,32}){1,2}(?=\\)/gi,
    replace: (_, [start]) => start ?? '',
  },
];
