// Rules for what people keep on a phone, as its logs name it: their files, whom they write to, what they hear.
import { mark, type Rule } from './rule.ts';

const user = mark('user');

/** Folders that every app shows: what lies there was named by people, or for them. */
const shared =
  '\\/(?:Download|Documents?|DCIM|Pictures|Movies|Music|Recordings|Podcasts|WhatsApp|Telegram|Bluetooth)s?\\/';
const volume = '(?:\\/sdcard|\\/storage\\/(?:emulated\\/\\d{1,3}|[\\dA-F]{4}-[\\dA-F]{4}))';

export const ownThings: readonly Rule[] = [
  // Papers are called by what they are of whom.
  {
    kind: 'user',
    signs: ['.pdf', '.doc', '.odt', '.xls', '.ppt', '.vcf', '.ics', '.eml', '.rtf'],
    need: /\/(?:download|document|dcim|picture|movie|music|recording|podcast|whatsapp|telegram|bluetooth)s?\//,
    pattern: new RegExp(
      `(${volume}(?:\\/[\\w.-]{1,60}){0,6}?${shared}(?:[^/\\r\\n"'<>|:]{1,60}\\/){0,4})([^/\\r\\n"'<>|:]{1,120})(?=\\.(?:pdf|docx?|odt|xlsx?|pptx?|vcf|ics|eml|rtf)(?![\\w.]))`,
      'gi',
    ),
    replace: (_, [folder]) => `${folder}${user}`,
  },
  // Two names of a person in the name of a picture, a film or a sound.
  {
    kind: 'user',
    signs: ['.jp', '.png', '.mp', '.heic', '.webp', '.m4a', '.opus', '.ogg', '.txt', '.zip'],
    need: /\/(?:download|document|dcim|picture|movie|music|recording|podcast|whatsapp|telegram|bluetooth)s?\//,
    pattern: new RegExp(
      `(${volume}(?:\\/[\\w.-]{1,60}){0,6}?${shared}(?:[^/\\r\\n"'<>|:]{1,60}\\/){0,4})([^/\\r\\n"'<>|:]{0,60}(?<!\\p{L})\\p{Lu}\\p{Ll}{1,20} \\p{Lu}\\p{Ll}{1,20}(?!\\p{L})[^/\\r\\n"'<>|:]{0,60})(?=\\.(?:jpe?g|png|mp[34]|heic|webp|m4a|opus|ogg|txt|zip)(?![\\w.]))`,
      'gu',
    ),
    replace: (match, [folder, name = '']) =>
      /\b(?:WhatsApp|Screenshot|Screen|Image|Video|Audio|Voice|Photo|Picture|Camera|Test|New)\b/.test(name)
        ? match
        : `${folder}${user}`,
  },
  // Whom a conversation is with, where a number is no longer shown.
  { kind: 'user', signs: ['@lid'], pattern: /(?<![\w.+-])(?:\d{8,20}|<imei>|<imsi>)(?:[.:]\d{1,4}){0,2}(?=@lid\b)/g },
  {
    kind: 'user',
    signs: ['number=<phone>, name='],
    pattern: /(number=<phone>, name=)(?!null)([^,}\r\n<]{2,80})/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  // A contact's key is made of its name.
  {
    kind: 'user',
    signs: ['contacts/lookup/'],
    pattern: /(contacts\/lookup\/)([^\s/?}"'<>)]{1,300})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  // 3GPP TS 23.040: a short message as modems hand it over, with who wrote it and what.
  {
    kind: 'user',
    signs: ['new_sms'],
    pattern: /(NEW_SMS(?:_\w{1,20})? )([\dA-F]{16,400})(?!\w)/gi,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'user',
    signs: ['metadata'],
    need: /metadata: [^\r\n]{0,20}description=/,
    pattern: /(metadata: ?(?:size=\d{1,3}, )?description=)(?!null)([^\r\n<][^\r\n]{0,300})/g,
    replace: (_, [start]) => `${start}${user}`,
  },
  {
    kind: 'serial',
    signs: ['advertisingid'],
    pattern: /(AdvertisingId\w{0,12}:? )([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?!\w)/gi,
    replace: (_, [start]) => `${start}${mark('serial')}`,
  },
];
