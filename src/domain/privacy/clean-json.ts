// Removes personal data from a JSON value of any depth: by the names of its fields, and from every text in it.
import { cleanText } from './clean-text.ts';
import { mark, type PersonalKind, type Removed } from './rule.ts';

/** Deeper values are cut: nothing that reads them goes so deep, and a stack is not endless. */
export const maxDepth = 64;

/** What a field of this name holds, however it is written: `userEmail`, `user_email`, `user-email`. */
const fieldKinds: readonly (readonly [RegExp, PersonalKind])[] = [
  [/^(?:.*_)?(?:e_?mail|mail)(?:_?address)?$/, 'mail'],
  [/^(?:.*_)?(?:phone|mobile|msisdn|tel|telephone)(?:_?(?:number|no))?$|^line1_?number$/, 'phone'],
  [/^(?:.*_)?(?:imei|meid)(?:_?(?:sv|\d))?$/, 'imei'],
  [/^(?:.*_)?(?:imsi|iccid|subscriber_?id|sim_?serial(?:_?number)?)$/, 'imsi'],
  [/^(?:.*_)?(?:mac|mac_?addr(?:ess)?|bssid|bdaddr)$/, 'mac'],
  [/^(?:.*_)?ssid$/, 'ssid'],
  [/^(?:.*_)?(?:lat|latitude|lon|lng|longitude|geo|coordinates|gps)$/, 'place'],
  [
    /^(?:.*_)?(?:password|passwd|passphrase|pwd|psk|secret|client_?secret|api_?key|apikey|access_?key|private_?key|(?:access|auth|refresh|id|session|device|push|csrf)_?token|token|authorization|cookies?|set_?cookie|credentials?)$/,
    'token',
  ],
  [/^(?:user_?name|login|ip_?address|full_?name|first_?name|last_?name)$/, 'user'],
];

/** `userEmail` and `X-Auth-Token` as `user_email` and `x_auth_token`. */
const plainName = (name: string): string =>
  name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[-. ]/g, '_')
    .toLowerCase();

export function fieldKind(name: string): PersonalKind | null {
  const plain = plainName(name);
  return fieldKinds.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}

export type CleanedJson = { readonly value: unknown; readonly removed: Removed };

export function cleanJson(value: unknown): CleanedJson {
  const removed: Partial<Record<PersonalKind, number>> = {};
  const add = (kinds: Removed) => {
    for (const [kind, times] of Object.entries(kinds) as [PersonalKind, number][])
      removed[kind] = (removed[kind] ?? 0) + times;
  };
  const cleanString = (text: string): string => {
    const cleaned = cleanText(text);
    add(cleaned.removed);
    return cleaned.text;
  };
  function clean(at: unknown, depth: number): unknown {
    if (typeof at === 'string') return cleanString(at);
    if (typeof at === 'number') return cleanNumber(at, cleanString);
    if (typeof at !== 'object' || at === null) return at;
    if (depth >= maxDepth) return null;
    if (Array.isArray(at)) return at.map((each) => clean(each, depth + 1));
    return Object.fromEntries(
      Object.entries(at).map(([name, each]) => [cleanString(name), cleanField(name, each, depth)]),
    );
  }
  function cleanField(name: string, at: unknown, depth: number): unknown {
    const kind = fieldKind(name);
    if (kind === null || at === null || typeof at === 'boolean' || at === '') return clean(at, depth + 1);
    add({ [kind]: 1 });
    return mark(kind);
  }
  return { value: clean(value, 0), removed };
}

/** A number of 15 digits may be an IMEI as well as its text may. */
function cleanNumber(value: number, cleanString: (text: string) => string): unknown {
  if (!Number.isSafeInteger(value) || value < 1e13) return value;
  const text = String(value);
  const cleaned = cleanString(text);
  return cleaned === text ? value : cleaned;
}
