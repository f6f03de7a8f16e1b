// Finds addresses of IPv4 (RFC 791) on the Internet, and leaves alone versions of four parts and what is private.

/** Four numbers that nothing goes on before or behind. */
const quads =
  /(?<![\w.+-])(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})(?!\w|\.\d|-[A-Za-z])/g;
const maxWordsChars = 24;

/** What stands before an address, and before a version. */
const addressWord =
  /(?<![A-Za-z])(?:ip(?:v4)?(?:[ _-]?addr(?:ess)?)?|addr(?:ess)?|from|host|peer|remote|client|server|gateway|gw|dns\d?|inet|to|for|forwarded-for|real-ip|via)["']?[ \t]{0,2}[:=]?[ \t]{0,2}["'[(/]?$/i;
const versionWord =
  /(?:version(?:name|code)?|ver|build|release|firmware|fw|revision|rev|sdk|driver|app|package|\bv)["']?[ :=/]{0,3}["']?$/i;

/** RFC 6890: what is in nobody's house is no person's. Nor are four resolvers that everybody asks. */
function isPublic([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean {
  if ([a, b, c, d].some((each) => each > 255) || a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if ((a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32)) return false;
  if (a === 192 && b === 168) return false;
  return !['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1', '9.9.9.9'].includes([a, b, c, d].join('.'));
}

/** Versions of four parts are small at their front, or begin with a year, and end in zeros. */
const isLikeVersion = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): boolean =>
  a < 40 || (c === 0 && d === 0) || (a < 64 && [b, c, d].includes(0));

/** Puts `mark` in the place of each. Of the text before one, 24 characters are looked at. */
export function removeInternetAddresses(text: string, mark: string): { text: string; count: number } {
  let count = 0;
  if (!text.includes('.')) return { text, count };
  const cleaned = text.replace(quads, (quad: string, at: number) => {
    const before = text.slice(Math.max(0, at - maxWordsChars), at);
    const behind = text.slice(at + quad.length, at + quad.length + 7);
    if (!isAddress(quad.split('.').map(Number), before, behind)) return quad;
    count += 1;
    return mark;
  });
  return count === 0 ? { text, count } : { text: cleaned, count };
}

function isAddress(octets: readonly number[], before: string, behind: string): boolean {
  if (!isPublic(octets)) return false;
  if (/^:\d{2,5}(?![\d.:])/.test(behind)) return true;
  // `Chrome/120.0.0.1`, `lib/1.2.3.4`: one word before the slash.
  if (/[\w.)\]-]\/$/.test(before) || versionWord.test(before)) return false;
  if (addressWord.test(before)) return octets.slice(2).some((each) => each > 0);
  return !isLikeVersion(octets);
}
