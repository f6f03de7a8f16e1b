// Rules for personal data as the logs of phones tell it: who owns the phone, what it is called, where it is, and which one it is.
import { mark, type Rule } from './rule.ts';

const place = mark('place');
const serial = mark('serial');
const user = mark('user');
/** Users that the system makes itself. */
const systemUser = /^(?:null|owner|guest|system|driver|private space|work profile|<[a-z]+>)$/i;

export const phoneLogRules: readonly Rule[] = [
  {
    kind: 'ssid',
    signs: ['extra: "'],
    need: /wifi/,
    pattern: /(WIFI[^"\r\n]{0,200}extra: )"[^"\r\n]{1,132}"/g,
    replace: (_, [start]) => `${start}"${mark('ssid')}"`,
  },
  // `"home"WPA_PSK`, as the settings of networks name each.
  {
    kind: 'ssid',
    signs: ['configkey', 'networkname', 'profilekey'],
    pattern: /(?<![A-Za-z])((?:config|profile)key|networkname)([=:] ?)("[^"\r\n]{1,132}"|[^\s"'<>,;{}]{1,132})/gi,
    replace: (match, [name, between, value]) => (value === 'null' ? match : `${name}${between}${mark('ssid')}`),
  },
  // Who wrote a document, as offices and pictures say it in XML.
  {
    kind: 'user',
    signs: ['creator>', 'modifiedby>', 'author>', ':author='],
    pattern:
      /(<(?:dc:creator|cp:lastModifiedBy|meta:creator|(?:\w{1,12}:)?author)>|\b\w{1,12}:author=["'])([^<>"'\r\n]{1,100})(?=["']|<\/)/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['account {name='],
    pattern: /(Account \{name=)([^<,}\r\n][^,}\r\n]{0,99})(?=[,}])/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['userinfo{'],
    pattern: /(UserInfo\{\d{1,5}:)([^:}\r\n]{1,64})(?=[:}])/g,
    replace: (match, [start, name = '']) => (systemUser.test(name) ? match : `${start}${user}`),
  },
  {
    kind: 'user',
    signs: ['device{name=', 'contact{name=', 'person{name=', 'device_name ', 'cnap '],
    pattern:
      /((?:(?:BluetoothDevice|WifiP2pDevice|Contact|Person|Caller)\{name=|(?<![A-Za-z])(?:\w{1,10}_)?device_name |\bcnap )["']?)(\p{Lu}[^,;"'<>{}=\r\n]{1,79})/gu,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'serial',
    signs: ['serial number ', 'serialno ', 'adb -s '],
    pattern:
      /((?:[Ss]erial(?:[_ ][Nn]umber|no)|adb -s) )(?=[A-Z\d]{0,20}[A-Z])(?=[A-Z\d]{0,20}\d)([A-Z\d]{8,24})(?![\w:.-])/g,
    replace: (_, [start]) => `${start}${serial}`,
  },
  // As `lsusb -v` lists it.
  {
    kind: 'serial',
    signs: ['iserial '],
    pattern: /(iSerial {1,24}\d{1,3} )(?=[A-Za-z]{0,23}\d)([A-Za-z\d]{6,24})(?![\w:.-])/g,
    replace: (_, [start]) => `${start}${serial}`,
  },
  {
    kind: 'serial',
    signs: ['gaid ', 'idfa ', 'idfv ', 'android_id '],
    pattern: /((?:gaid|idf[av]|android_id) )([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{16})(?!\w)/gi,
    replace: (_, [start]) => `${start}${serial}`,
  },
  {
    kind: 'user',
    signs: ['device_name', 'bluetooth_name'],
    pattern:
      /(?<![A-Za-z_])((?:device|bluetooth)_name["']?[ \t]{0,4}[:=][ \t]{0,4}["']?)([^\s"',;<>{}][^"',;<>{}\r\n]{0,79})/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  // `Ada's Phone`: how systems call a device until its owner calls it something else.
  {
    kind: 'user',
    signs: ["'s ", '’s '],
    pattern:
      /(?<!\p{L})\p{Lu}\p{L}{1,30}['’]s (?=(?:[\p{L}\d]{1,20} )?(?:Phone|iPhone|iPad|Pixel|Galaxy|Tablet|Buds|AirPods|Watch|Headset|Laptop|MacBook|TV|Car)\b)/gu,
    replace: (match) => (/^(?:The|It|That|There|Here|What|User|Device|App)['’]/.test(match) ? match : `${user} `),
  },
  {
    kind: 'serial',
    signs: ['serialno', 'serial_number', 'serial number', 'serialnumber'],
    pattern:
      /(?<![A-Za-z])((?:serialno|serial[_ ]?number)["'\]]?[ \t]{0,4}[:=][ \t]{0,4}["'[]?)(?=[A-Za-z]{0,16}\d)([A-Za-z0-9]{6,24})(?![\w:.-])/gi,
    replace: (_, [start]) => `${start}${serial}`,
  },
  {
    kind: 'serial',
    signs: ['android_id', 'androidid', 'advertising', 'gaid', 'gsf_id', 'idfa', 'idfv'],
    pattern:
      /(?<![A-Za-z])((?:android_?id|advertising_?id|gaid|gsf_?id|idf[av])["'\]]?(?:[ \t]{0,4}[:=]| value[:=]| is)[ \t]{0,4}["'[]?)([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{14,16}|\d{17,20})(?!\w)/gi,
    replace: (_, [start]) => `${start}${serial}`,
  },
  // 3GPP TS 23.003: which cell a phone is in says where it is.
  {
    kind: 'place',
    signs: ['mci', 'mcid', 'mnci', 'mlac', 'mtac'],
    pattern: /(?<![A-Za-z])(m(?:Ci|Cid|Nci|Lac|Tac)[=:] ?)(?!2147483647)\d{2,12}(?!\w)/g,
    replace: (_, [start]) => `${start}${place}`,
  },
  {
    kind: 'phone',
    signs: ['getline1number'],
    pattern: /(getline1number(?:\(\))?[ \t]{0,4}(?:[:=]|->)?[ \t]{0,4}["']?)(\+?\d{7,15})(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('phone')}`,
  },
  // GSMA SGP.02: the id of a chip that holds subscriptions.
  { kind: 'imsi', digits: 32, signs: ['89'], pattern: /(?<![\w.+-])89\d{30}(?!\w)/g },
  // A JSON Web Token, or any other JSON that was packed twice, in base64.
  { kind: 'token', signs: ['zxlk'], pattern: /(?<![\w+/-])ZXlK[\w+/-]{16,4096}={0,2}/g },
];
