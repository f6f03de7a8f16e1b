// Finds mail addresses (RFC 5322, in the forms people use), and leaves alone what only has an @ in it.

/** Texts that are made of signs alone are looked at 300 times over: what is ASCII is looked up. */
const asciiChars = 128;

/** Characters of the part before the @, Unicode letters as in RFC 6531; a longer one than 64 is none (RFC 5321, 4.5.3.1). */
const isLocal = knower(/[\p{L}\p{N}._%+'-]/u);
const isDomainChar = knower(/[\p{L}\p{N}.-]/u);
const maxLocalChars = 64;

/** Whether the character at a place of a text is one that the pattern takes. */
function knower(pattern: RegExp): (text: string, at: number) => boolean {
  const known = Uint8Array.from({ length: asciiChars }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
  return (text, at) => {
    const code = text.charCodeAt(at);
    return code < asciiChars ? known[code] === 1 : pattern.test(text[at] ?? '');
  };
}
const maxDomainChars = 253;
/** `a.de`. */
const leastDomainChars = 4;

/** Endings of files, which stand behind an @ in stack traces of browsers and names of packages. */
const sourceEndings = /\.(?:m?js|cjs|jsx|m?ts|tsx|vue|html?|java|kt|rb|py|rs|cc|cpp|bundle|hbc)$/i;
/** These stand there whole: `system@framework@boot.oat`. */
const programEndings = /\.(?:so|oat|odex|vdex|art|apk|apex|jar|dex|dll|exe)$/i;

/** Where a mail address begins and ends around the @ (or %40) at `at`; null where there is none. */
function mailAround(text: string, at: number, width: number): { start: number; end: number } | null {
  // What comes behind is looked at first: most of what is only made of signs has no name there.
  let end = at + width;
  while (end < text.length && end - at < maxDomainChars && isDomainChar(text, end)) end += 1;
  end = endOfName(text, at + width, end);
  if (end - at - width < leastDomainChars || !isDomain(text.slice(at + width, end), text, end)) return null;
  let start = at;
  while (start > 0 && at - start < maxLocalChars && isLocal(text, start - 1)) start -= 1;
  // A longer run is no name of a mailbox, but whoever wrote it may have glued one on: cut at the limit.
  while (start < at && ".%'-".includes(text[start] ?? '')) start += 1;
  if (start === at || isProgram(text.slice(start, at), text.slice(at + width, end))) return null;
  return { start, end };
}

/**
 * Jobs and shortcuts of an app are called `job@com.nova.app` and, by the number of a user, `0@it.nova.app`; caches are named
 * `x.apk@classes.dex…`; dumps of memory have dots for what nobody can read.
 */
const isProgram = (local: string, domain: string): boolean =>
  /\.\.$|\.(?:apk|jar|apex)$/.test(local) ||
  /^(?:(?:com|androidx?|javax?|kotlinx?)\.[\w-]+\.[\w.-]+|com\.[a-z]{7,24}|(?:org|net|io)\.[\w-]+\.[\w-]+\.[\w.-]+)$/.test(
    domain,
  ) ||
  (/^\d{1,3}$/.test(local) && /\..+\./.test(domain)) ||
  /^\d{12,}\.\w+$/.test(domain);

/** Without signs at its end, and without one letter behind a point: the next word of somebody who left out the space. */
function endOfName(text: string, from: number, to: number): number {
  let end = to;
  // Bytes that somebody read as a text: what tells of the next field of protobuf stands right behind the name.
  if (isControl(text.charCodeAt(end)) && /[a-z][\dA-Z]$/.test(text.slice(end - 2, end))) end -= 1;
  if (text[end - 2] === '.' && !isDigit(text[end - 1]) && end - from > leastDomainChars) end -= 2;
  while (end > from && '.-'.includes(text[end - 1] ?? '')) end -= 1;
  return end;
}

/** Nobody types these; an end of a line or a tab is none. */
const isControl = (code: number): boolean => code < 0x20 && (code < 9 || code > 13);

const isDigit = (sign: string | undefined): boolean => sign !== undefined && sign >= '0' && sign <= '9';

function isDomain(name: string, text: string, end: number): boolean {
  const dot = name.lastIndexOf('.');
  if (dot < 1 || name[0] === '.' || name.includes('..')) return false;
  if (!/^(?:[a-z]{2,24}|[A-Z]{2,24}|[A-Z][a-z]{1,5}|xn--[a-z0-9-]{2,40}|\p{L}{2,24})$/u.test(name.slice(dot + 1)))
    return false;
  // `android.hardware.camera@2.4-impl.so`, `pkg@1.0.rc`: versions.
  if (/^v?\d+(?:\.|$)/.test(name) && /^v?\d+(?:\.\d|$)/.test(name)) return false;
  // `open@app.js:10:5`: a frame. `Foo@1a2b3c4.run`: an identity hash and a method.
  if (programEndings.test(name) || (sourceEndings.test(name) && /^:\d/.test(text.slice(end, end + 2)))) return false;
  return !(name.indexOf('.') === dot && /^(?=.*\d)[0-9a-f]{6,8}$/.test(name.slice(0, dot)));
}

/** Puts `mark` in the place of every mail address. Each @ is looked at once, and at most 317 characters around it. */
export function removeMail(text: string, mark: string): { text: string; count: number } {
  const pieces: string[] = [];
  let from = 0;
  let count = 0;
  const signs = /@|%40|＠/g;
  for (let found = signs.exec(text); found !== null; found = signs.exec(text)) {
    const around = mailAround(text, found.index, found[0].length);
    if (around === null || around.start < from) continue;
    pieces.push(text.slice(from, around.start), mark);
    from = around.end;
    signs.lastIndex = around.end;
    count += 1;
  }
  if (count === 0) return { text, count };
  pieces.push(text.slice(from));
  return { text: pieces.join(''), count };
}
