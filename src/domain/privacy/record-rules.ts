// Rules for personal data as rows of stores, answers of modems, and lists of networks and neighbours print it.
import { mark, type Rule } from './rule.ts';

const user = mark('user');
const place = mark('place');
const ssid = mark('ssid');
const serial = mark('serial');

/** Columns of contacts, messages, calls and calendars; a value ends where the next column begins. */
const column =
  /(?<=[ ,](?:display_name_alt|display_name|name|title|subject|snippet|description|event_?location|body|text_only|sort_key|data\d{1,2}|organizer|number|address|value)=)[^<\r\n][^\r\n]{0,999}?(?=, [a-z_\d]{1,40}=|$)/gi;
const noContent = /^(?:null|true|false|-?\d{0,4}|\s*)$/i;

export const recordRules: readonly Rule[] = [
  // What `content query` prints of a provider: rows of somebody's life.
  {
    kind: 'user',
    signs: ['row: '],
    pattern: /\bRow: \d{1,7} _id=[^\r\n]{1,4000}/g,
    replace: (match) => match.replace(column, (said) => (noContent.test(said) ? said : user)),
  },
  // Settings, one a line, with who set them: `name:bluetooth_name pkg:android value:…`.
  {
    kind: 'user',
    signs: [' value:', ' value='],
    need: /name[:=](?:bluetooth_|device_name|wifi_p2p_device|lock_screen_owner|android_id)/,
    pattern:
      /(\bname[:=](?:bluetooth_(?:name|address)|device_name|wifi_p2p_device_name|lock_screen_owner_info|android_id),? (?:pkg:\S{1,100} )?value[:=])([^<\s][^\r\n]{0,200}?)(?= default| tag:| pkg:|,|$|[\r\n])/g,
    replace: (match, [start, value = '']) => (value === 'null' ? match : `${start}${user}`),
  },
  // What is shown of somebody's messages.
  {
    kind: 'user',
    signs: ['tickertext=', 'android.t', 'android.b', 'android.s', 'android.c'],
    need: /tickertext=|android\.(?:title|text|big|sub|summary|conversation)/,
    pattern:
      /((?<!\w)tickerText=|\bandroid\.(?:title|text|bigText|subText|summaryText|title\.big|conversationTitle|textLines)=(?:Spannable)?(?:String|Builder|CharSequence)\S{0,20} )(?!null|\[length)([^\s<][^\r\n]{0,999})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['clipdata {'],
    pattern: /(ClipData \{ [^{}\r\n]{0,100}\{[THUI]:)([^}\r\n]{1,999})(?=\})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['remote name', 'getremotename', 'adapterproperties: '],
    pattern:
      /(\b(?:remote name(?: is|:)|getRemoteName:|AdapterProperties: (?:Setting )?[Nn]ame(?: is)?(?: to)?:?) ["']?)(?!null|is\b)([^\s<"'][^\r\n"']{0,79})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  // Who logs in, as systemd and cron say it.
  {
    kind: 'user',
    signs: [' of user ', ') cmd ('],
    pattern:
      /([Ss]ession [\dc]{1,7} of user |\bCRON\[\d{1,7}\]: \()(?!root\b|gdm\b|sddm\b|lightdm\b|www-data\b|nobody\b|system\b)([a-z_][\w.-]{0,31}?)(?=\.?$|\.?[\r\n]|[,"]|\) CMD)/gm,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'host',
    signs: ['dhcp'],
    pattern: /(\bDHCP(?:ACK|REQUEST|OFFER|DISCOVER)\([\w.-]{1,15}\) (?:[\d.]{7,15} )?<mac> )([a-z\d][\w.-]{0,62})/gi,
    replace: (_, [start]) => `${start}${mark('host')}`,
  },
];

/** Before the rules for addresses and networks, which leave out what stands behind a name and a colon. */
export const neighbourRules: readonly Rule[] = [
  // `Chosen network: home:02:5a:…`, `value:02:5a:…`: six pairs behind what is no pair.
  {
    kind: 'mac',
    need: /(?:[g-z"]|[a-z]{3}):[\da-f]{2}:[\da-f]{2}:[\da-f]{2}:[\da-f]{2}:[\da-f]{2}:[\da-f]{2}/,
    pattern: /(?<=(?:[g-z"]|[a-z]{3}):)[\da-f]{2}(?::[\da-f]{2}){5}(?![\da-f]|:[\da-f]{2}(?![\da-z]))/gi,
  },
  {
    kind: 'ssid',
    signs: [':<mac>'],
    pattern:
      /((?:network|Connectable|candidate): ?)([^\s"<>:][^"<>:\r\n]{0,31})(?=:<mac>)|"([^"<>\r\n]{1,32})"(?=:<mac>)/gi,
    replace: (_, [start = '', name]) => (name === undefined ? `"${ssid}"` : `${start}${ssid}`),
  },
  {
    kind: 'ssid',
    signs: ['to network "'],
    pattern: /(connect(?:ed|ing) to network ")([^"\r\n<]{1,64})(?=")/gi,
    replace: (_, [start]) => `${start}${ssid}`,
  },
  // Modems that join and list networks by commands.
  {
    kind: 'ssid',
    signs: ['cwjap', 'cwlap', 'cwsap'],
    pattern: /(\bCW(?:JAP|LAP|SAP)(?:_\w{3})?[=:]\(?(?:\d,)?)"[^"\r\n]{1,64}"(?:,"[^"\r\n:<]{1,64}")?/gi,
    replace: (_, [start]) => `${start}"${ssid}"`,
  },
  // The word and the value in brackets, as properties are listed; letters of the maker stand before the word.
  {
    kind: 'mac',
    signs: ['mac'],
    pattern:
      /((?<![A-Za-z])(?:bt|ble|wifi|wlan|eth|bluetooth)_?mac(?:_?addr(?:ess)?)?["'\]]{0,2}[ \t]?[:=][ \t]?["'[]?)([\da-f]{12})(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('mac')}`,
  },
];

export const modemRules: readonly Rule[] = [
  // Degrees and minutes, as modems and receivers answer: `4808.2292,N,01134.5674,E`.
  {
    kind: 'place',
    need: /\d{4}\.\d{2,8},?[ns],\d{5}\./,
    pattern: /(?<![\w.])\d{4}\.\d{2,8},?[NS],\d{5}\.\d{2,8},?[EW](?!\w)/g,
  },
  // 3GPP TS 27.007, 7.2: the area and the cell.
  {
    kind: 'place',
    signs: ['reg: '],
    pattern: /(\+C(?:G|E|5G)?REG: (?:\d,)?\d,)"[\dA-F]{1,6}","[\dA-F]{1,10}"/gi,
    replace: (_, [start]) => `${start}${place}`,
  },
  {
    kind: 'place',
    signs: ['gsmcelllocation [', '[{lac='],
    pattern: /(GsmCellLocation \[|Bundle\[\{lac=)(\d{1,6}),( cid=)?\d{1,11}/g,
    replace: (_, [start, __, name = '']) => `${start}${place},${name}${place}`,
  },
  {
    kind: 'place',
    signs: ['mci = ', 'mcid = ', 'mnci = ', 'mlac = ', 'mtac = '],
    pattern: /(?<![A-Za-z])(m(?:Ci|Cid|Nci|Lac|Tac) = )(?!2147483647)\d{2,12}(?!\w)/g,
    replace: (_, [start]) => `${start}${place}`,
  },
  // The number of whoever calls, as states of telephony name it.
  {
    kind: 'phone',
    signs: ['incomingnumber', 'outgoingnumber', 'dialednumber', 'phonenumber', 'redialnumber', 'callingnumber'],
    pattern: /((?:Incoming|Outgoing|Dialed|Phone|Redial|Calling)Number["']?[=:] ?["']?)(\+?\d[\d ]{5,16}\d)(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('phone')}`,
  },
  {
    kind: 'imsi',
    signs: ['ccid', 'cimi', 'eid'],
    pattern:
      /((?<![A-Za-z])(?:CCID|CIMI|eid)["']?[:= ]{1,3}["']?)(\d{15}(?!\d)|89\d{17,18}(?!\d)|89\d{6}(?: \d{8}){3})/gi,
    replace: (_, [start]) => `${start}${mark('imsi')}`,
  },
  {
    kind: 'serial',
    signs: ['eui', 'deviceuniqueid', 'device_unique_id', 'ieee'],
    pattern:
      /((?<![A-Za-z])(?:dev_?eui|join_?eui|app_?eui|eui-?64|ieee(?: addr(?:ess)?)?|device_?unique_?id)["'\]]?[ \t]{0,2}[:= ][ \t]{0,2}["'[]?(?:0x)?)([\da-f]{16}(?:[\da-f]{16})?|[\da-f]{2}(?::[\da-f]{2}){7})(?!\w)/gi,
    replace: (_, [start]) => `${start}${serial}`,
  },
];

/** The key beside the name of the network, which another rule would take with it up to its sign. */
export const networkKeys: readonly Rule[] = [
  {
    kind: 'token',
    signs: ['ssid'],
    need: /[ ,;](?:pass|pw|key)[:=]/,
    pattern: /(ssid["']?[:= ][^\r\n]{1,80}?[ ,;](?:pass|pw|key)[:=] ?["']?)([^\s"',;<>]{4,64})/gi,
    replace: (_, [start]) => `${start}${mark('token')}`,
  },
];
