// Reads a line as it was before it was escaped for JSON, a link, markup or a mail: personal data hides behind every layer.

/** Zeros of other scripts (Unicode, decimal digits): Arabic twice, Devanagari, Bengali, Thai, Lao, Myanmar, Khmer. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0x1040, 0x17e0] as const;
const digits = zeros.map((zero) => `${String.fromCharCode(zero)}-${String.fromCharCode(zero + 9)}`).join('');
/** Nobody sees them: soft hyphens, joiners, and what turns the direction of writing. */
const unseen = '\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff';

/** Signs that have names in markup and stand in addresses. */
const namedSigns: Readonly<Record<string, string>> = {
  ...{ period: '.', commat: '@', plus: '+', colon: ':', sol: '/' },
  ...{ equals: '=', quot: '"', apos: "'", amp: '&' },
};
const entity = `&(?:${Object.keys(namedSigns).join('|')});`;

/** How terminals are told colours (ECMA-48, 8.3.117). */
export const colour = String.raw`\x1b\[[\d;]{0,16}m`;

/**
 * Ends of lines and tabs as JSON writes them stand for themselves again in what is written back: each becomes a space that
 * no keyboard has, since letters that it ends with would hide where a word begins.
 */
const breaks: Readonly<Record<string, string>> = { n: '\u2000', r: '\u2001', t: '\u1680' };
const broken = new RegExp(`[${Object.values(breaks).join('')}]`, 'g');
const breakOf = (space: string): string => Object.keys(breaks).find((sign) => breaks[sign] === space) ?? 'n';

/** A line that `readEscaped` read, with the ends of lines in it as they were written. */
export const writeBreaks = (line: string): string => line.replace(broken, (space) => `\\${breakOf(space)}`);

/** A line without any of these reads as it is written. */
const sign = new RegExp(
  String.raw`%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|&#x?[0-9A-Fa-f]{2,5};|\\u\{[0-9A-Fa-f]{2,6}\}|\\[01][0-7]{2}|${colour}|${entity}|=(?:40|3[AD]|2[BF]|5C)|\\["/nrt]|[\uff01-\uff5e\u3002\uff61${unseen}${digits}]`,
);

export const mayBeEscaped = (text: string): boolean => sign.test(text);

/** Where the lines with such signs begin and end. */
export function escapedLines(text: string): { readonly start: number; readonly end: number }[] {
  const lines: { start: number; end: number }[] = [];
  const signs = new RegExp(sign.source, 'g');
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    const start = text.lastIndexOf('\n', found.index) + 1;
    const next = text.indexOf('\n', found.index);
    const end = next === -1 ? text.length : next;
    lines.push({ start, end });
    signs.lastIndex = end;
  }
  return lines;
}

/** Three layers are a link in a JSON text in a log; nobody reads more. */
const maxLayers = 3;

/**
 * Printable characters of ASCII alone come out, so that no line ends where none did and nothing steers a terminal. Each
 * layer is one pass, and no line grows.
 */
export function readEscaped(line: string): string {
  let read = line;
  for (let layer = 0; layer < maxLayers; layer += 1) {
    const next = readLayer(read);
    if (next === read) return read;
    read = next;
  }
  return read;
}

const readLayer = (line: string): string =>
  line
    .replace(
      /%([0-9A-Fa-f]{2})|\\u00([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|&#x0{0,3}([0-9A-Fa-f]{2});|\\u\{0{0,4}([0-9A-Fa-f]{2})\}|(?<=[\w.+-])=(40)(?=[\w-]{1,63}\.)|=(3[AD]|2[BF]|5C)/g,
      (match, ...codes: unknown[]) => {
        const code = codes.slice(0, 7).find((each) => typeof each === 'string');
        return printable(match, Number.parseInt(typeof code === 'string' ? code : '0', 16));
      },
    )
    .replace(/\\([01][0-7]{2})/g, (match, code: string) => printable(match, Number.parseInt(code, 8)))
    .replace(/&#0{0,3}(\d{2,3});/g, (match, code: string) => printable(match, Number(code)))
    .replace(/\\(["/nrt])/g, (_, code: string) => breaks[code] ?? code)
    // Full-width forms, as keyboards of East Asia write them.
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(otherDigit, (digit) => String(digit.charCodeAt(0) - zeroOf(digit.charCodeAt(0))))
    .replace(entities, (match) => namedSigns[match.slice(1, -1)] ?? match)
    .replace(unseenSigns, '')
    .replace(colours, '')
    .replace(/(?<=[a-z0-9])[\u3002\uff61](?=[a-z])/gi, '.');

const otherDigit = new RegExp(`[${digits}]`, 'g');
const entities = new RegExp(entity, 'g');
const unseenSigns = new RegExp(`[${unseen}]`, 'g');
const colours = new RegExp(colour, 'g');
const zeroOf = (code: number): number => zeros.findLast((zero) => zero <= code) ?? 0;

/** An end of a line is a space here. */
const printable = (match: string, code: number): string =>
  code === 9 || code === 10 || code === 13 ? ' ' : code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : match;
