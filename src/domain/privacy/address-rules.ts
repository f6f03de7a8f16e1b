// Rules for addresses on the Internet and names of somebody's machines; those of private networks and of servers stay.
import { mark, type Rule } from './rule.ts';

const ip = mark('ip');
const host = mark('host');

/** RFC 4291: global unicast and unique local addresses, whole or with one gap. */
function isSixthVersion(text: string): boolean {
  const groups = text.split(':').length;
  const gaps = text.split('::').length - 1;
  return /\d/.test(text) && (gaps === 1 ? groups <= 9 : gaps === 0 && groups === 8);
}

const privateHosts = /^(?:localhost|rc|config|settings|env|android|adb|www|router|printer|_.*)$/i;

export const addressRules: readonly Rule[] = [
  {
    kind: 'ip',
    signs: [':'],
    need: /(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}):/,
    pattern:
      /(?<![\w.]|(?<!\b(?:ip|ip6|ipv6|inet6|addr|address|host|peer|src|dst|dns\d?)):)(?:[23][0-9a-f]{3}|f[cd][0-9a-f]{2}):(?:[0-9a-f]{0,4}:){1,7}[0-9a-f]{0,4}(?![\w:])/gi,
    replace: (match) => (isSixthVersion(match) ? ip : match),
  },
  // A line's address as its name: 84-56-12-33.dip0.example.net; servers that are rented by the hour have such names, too.
  {
    kind: 'host',
    signs: ['-'],
    need: /\d-\d{1,3}-\d{1,3}-\d{1,3}\./,
    pattern: /(?<![\w.-])(?!ec2-|ip-)(?:[a-z]{1,12}[.-]?)?(?:\d{1,3}-){3}\d{1,3}(?:\.[a-z][\w-]{1,30}){2,5}(?![\w-])/gi,
  },
  // RFC 6762, RFC 8375, and what boxes at home call their networks.
  {
    kind: 'host',
    signs: ['.local', '.lan', '.fritz.box', '.home.arpa', '.speedport.ip'],
    need: /\.(?:local(?:domain)?|lan|fritz\.box|home\.arpa|speedport\.ip)(?![\w(-]|\.\w)/,
    pattern:
      /(?<![\w.@-])(\/\/)?([a-z0-9][\w-]{1,62})(\.(?:local(?:domain)?|lan|fritz\.box|home\.arpa|speedport\.ip))(?![\w(-]|\.\w)(:\d)?/gi,
    replace: (match, [slashes = '', name = '', end = '', port = '']) =>
      privateHosts.test(name) ||
      (slashes === '' && port === '' && /^\.(?:local|lan)$/i.test(end) && !/[-\d]/.test(name))
        ? match
        : `${slashes}${host}${end}${port}`,
  },
  // Who calls themselves nothing is called by the digits of the phone.
  { kind: 'host', signs: ['android-'], pattern: /(?<![\w-])android-[0-9a-f]{14,16}(?!\w)/g },
  {
    kind: 'host',
    signs: ['hostname'],
    pattern: /((?:dhcp hostname|hostname is)[ \t]{1,4}["']?)([a-z0-9][\w-]{1,62})(?![\w.-])/gi,
    replace: (match, [start, name = '']) =>
      /^(?:localhost|not|null|set|unset)$/i.test(name) ? match : `${start}${host}`,
  },
  // What `uname -a` says.
  {
    kind: 'host',
    signs: ['linux '],
    pattern: /\b(Linux )(?!version|kernel|localhost)([a-z][\w-]{1,62})(?= \d{1,2}\.\d{1,3}\.\d{1,3})/gi,
    replace: (_, [start]) => `${start}${host}`,
  },
  {
    kind: 'user',
    signs: ['linux version'],
    pattern: /(Linux version \S{1,80} \()([^\s()@]{1,64}@[^\s()]{1,64})(?=\))/g,
    replace: (match, [start, name = '']) =>
      /^(?:[\w-]*build[\w-]*|root|jenkins|syzkaller|<[a-z]+>)@/.test(name) ? match : `${start}${mark('user')}`,
  },
  // RFC 3164: the machine's name stands behind the time.
  {
    kind: 'host',
    need: /\d:\d\d:\d\d [a-z0-9]/,
    pattern:
      /(?<=^|[ \t("'])([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )(?!localhost )([A-Za-z0-9][\w-]{1,62})(?= [A-Za-z][\w./-]{0,40}(?:\[\d{1,7}\])?: )/gm,
    replace: (_, [start]) => `${start}${host}`,
  },
];
