// Rules for what modems, radios and cards of contacts print of people: whom they call, where their cell is, what opens their SIM.
import { mark, type Rule } from './rule.ts';

const imsi = mark('imsi');
const phone = mark('phone');
const place = mark('place');
const serial = mark('serial');
const ssid = mark('ssid');
const token = mark('token');
const user = mark('user');

export const radioRules: readonly Rule[] = [
  // ITU-T V.250, 6.3.1.
  { kind: 'phone', signs: ['atd'], pattern: /(?<=\bATD[TPtp]?)\+?\d{5,15}(?=[;,\s"'\\]|$)/gm, replace: () => phone },
  {
    kind: 'phone',
    signs: [' from 0', ' from +', ' to 0', ' to +'],
    need: /(?:sms|mms|message|call)\w{0,10} (?:from|to) /,
    pattern: /((?:sms|mms|message|call)\w{0,10} (?:from|to) )(?:\+|0)[1-9]\d{7,13}(?![\w.]|:\S)/gi,
    replace: (_, [start]) => `${start}${phone}`,
  },
  // 3GPP TS 27.007, 7.6 and 8.12: the name that a phone's book has for a number.
  {
    kind: 'user',
    signs: ['+clip:', '+cpbr:', '+cpbf:', '+ccwa:'],
    pattern:
      /(\+C(?:LIP|PBR|PBF|CWA): ?\d{0,5},?"<phone>",\d{1,3},(?:"[^"\r\n]{0,20}",\d{0,3},)?")([^"<\r\n]{1,80})(?=")/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  // RFC 3261, 20.10: the name before an address.
  {
    kind: 'user',
    signs: ['" <sip', '" <tel', '"<sip', '"<tel'],
    pattern: /"[^"<>\r\n]{1,80}"(?= ?<(?:sips?|tel):)/gi,
    replace: () => `"${user}"`,
  },
  // 3GPP TS 23.003, 2.4: by what a network calls a phone for a while.
  {
    kind: 'imsi',
    signs: ['tmsi'],
    pattern:
      /((?<![A-Za-z])(?:[pms]-?)?tmsi["'\]]?[ \t]{0,3}[:=]?[ \t]{0,3}["'[]?)(?:0x[\da-f]{6,8}|[\da-f]{8})(?!\w)/gi,
    replace: (_, [start]) => `${start}${imsi}`,
  },
  // Ids of cards whose last digit does not check, or that are printed with the filler F.
  {
    kind: 'imsi',
    signs: ['ccid', 'scid'],
    pattern: /((?:ccid|\bscid)["'\]]?[ \t]{0,3}[:=]?[ \t]{0,3}["'[]?)89\d{16,18}f?(?!\w)/gi,
    replace: (_, [start]) => `${start}${imsi}`,
  },
  // The cell, beside its area in either order; counts of battery cells are shorter.
  {
    kind: 'place',
    signs: ['lac', 'tac'],
    need: /[lt]ac(?: info)?["']?[:= ]{1,3}\d/,
    pattern:
      /((?<![A-Za-z])(?:cell_?id|cid|ci)["']?[:= ]{1,3})(?:\d{4,11}|<place>)([ ,;/]{1,3}["']?[lt]ac(?:[/-]tac)?(?: info)?["']?[:= ]{1,3})\d{1,6}(?!\w)/gi,
    replace: (_, [cell, area]) => `${cell}${place}${area}${place}`,
  },
  {
    kind: 'place',
    signs: ['+qeng:'],
    pattern:
      /(\+QENG: ?[^\r\n]{0,60}"[FT]DD",\d{3},\d{2,3},)[\dA-F]{4,9}(,\d{1,3},\d{1,6},\d{1,3},\d,\d,)[\dA-F]{1,6}(?!\w)/g,
    replace: (_, [start, between]) => `${start}${place}${between}${place}`,
  },
  {
    kind: 'ssid',
    signs: ['network "', 'getssid() = "', 'roam to '],
    pattern: /((?:connectToNetwork|WifiConfigStore: network|getSSID\(\) =) )"[^"<\r\n]{1,64}"/gi,
    replace: (_, [start]) => `${start}"${ssid}"`,
  },
  {
    kind: 'ssid',
    signs: [' dbm)', 'ssid hex', 'ssid_hex', 'ssidhex'],
    pattern:
      /(\bwi-?fi: ?)[^\r\n<]{1,32}(?= \(-\d{1,3} ?dBm\))|(ssid[ _]?hex["']?[:=] ?["']?)(?:[\da-f]{2}){2,32}(?!\w)/gi,
    replace: (_, [wifi, hex]) => `${wifi ?? hex}${ssid}`,
  },
  // What neighbours and headsets are called by whoever has them.
  {
    kind: 'user',
    signs: ['<mac> name', '<mac>, name', 'pri_dev_type='],
    pattern:
      /(<mac>,? name[:=]? ?["']?|\bpri_dev_type=\S{1,40} name=')(?!null)([^\s"'<>:=,;][^"'<>\r\n,;]{0,79}?)(?= time since|["',;<>\r\n]|$)/gm,
    replace: (_, [start]) => `${start}${user}`,
  },
  // RFC 6350 and 5545: cards of people, and who comes to a meeting.
  {
    kind: 'user',
    signs: ['fn:', 'fn;'],
    pattern:
      /((?<![\w.-])FN(?:;[\w=-]{1,40}){0,3}:)(\p{Lu}[\p{L}.'’-]{0,30}(?: \p{L}[\p{L}.'’-]{0,30}){1,3})(?![\p{L}\p{N}(:])/gu,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['n:', 'n;'],
    need: /(?:^|[^\w.-])n(?:;[\w=-]{1,40}){0,3}:[^;\n]{0,60};[^;\n]{0,60};[^;\n]{0,60};[^;\n]{0,60};/,
    pattern:
      /((?<![\w.-])N(?:;[\w=-]{1,40}){0,3}:)[^;:=\r\n]{0,60};[^;:=\r\n]{0,60};[^;:=\r\n]{0,60};[^;:=\r\n]{0,60};[^;:=\s"'\\]{0,60}/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['attendee', 'organizer'],
    pattern: /(\b(?:ATTENDEE|ORGANIZER)(?:;[\w=-]{1,40}){0,5};CN=)(?:"[^"\r\n]{1,80}"|[^";:<\r\n]{1,80})(?=[;:])/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'serial',
    signs: ['s/n ', 'getserial() ', "adb: device '"],
    pattern:
      /((?<![\w/])S\/N |getSerial\(\) |adb: device ')(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-Z\d]{8,20}(?![\w:.-])/g,
    replace: (_, [start]) => `${start}${serial}`,
  },
  {
    kind: 'mac',
    signs: ['public ', 'random '],
    pattern: /(\baddr(?:ess)?,? (?:type )?(?:public|random) )[\da-f]{12}(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('mac')}`,
  },
  {
    kind: 'token',
    signs: ['puk', 'wep', 'psk/sae: ', 'sim pin '],
    pattern:
      /(\bPUK[12]? |\bSIM PIN[12]? )\d{4,8}(?![\w.])|(\bwep[ _]?key[ _]?\d?["']?[:=] ?["']?)[^\s"'<,;*]{5,58}|(\bPSK\/SAE: )[^\s<*]{8,64}/gi,
    replace: (_, [pin, wep, psk]) => `${pin ?? wep ?? psk}${token}`,
  },
  {
    kind: 'user',
    signs: ['identity'],
    need: /(?:eap|anonymous)[ _]identity/,
    pattern: /(\b(?:eap|anonymous)[ _]identity["']?[:= ]{1,3}["']?)(?!null|is\b|not\b)[^\s"'<>,;*]{2,64}/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
];
