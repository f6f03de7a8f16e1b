// What was thrown, from the line above a JavaScript stack: consoles, runtimes and frameworks each put their own words before it.

export type JsHead = { readonly name: string; readonly message: string };

/** Taken off one after another until none is left. */
const introductions: readonly RegExp[] = [
  /^Error occurred in handler for '[^']{1,80}':\s/,
  /^(?:Unhandled|Uncaught|Possibly unhandled|JS ERROR:?|ERROR|Exception:|Fatal|Error:(?= Uncaught)|Error:(?= Unhandled)|exception)\s{1,3}/i,
  /^\(in promise\):?\s{0,3}/i,
  /^(?:Promise )?rejection:?\s{1,3}/i,
  /^\(node:\d{1,9}\)\s/,
  /^UnhandledPromiseRejectionWarning:\s/,
  /^\S{1,300}:\d{1,7}(?::\d{1,7})?:?\s{1,3}(?=\S{0,60}(?:Error|Exception|Uncaught|ERROR))/,
  /^\[[A-Z][\w ]{1,20}\]:?\s/,
  /^(?:Error in|Unhandled error during) [^:]{1,80}:\s"?/,
];

/** `Invariant Violation` is what React and its like call what breaks their rules (invariant.js of fbjs). `TypeError: x is null`, `TypeError [ERR_INVALID_ARG_TYPE]: …`, `DOMException: …`; the class alone. */
const named = /^(Invariant Violation|[A-Za-z_$][\w$.]{0,80})(?: \[[A-Z\d_]{2,60}\])?(?:: ?(.{0,1000}))?$/s;

const maxIntroductions = 6;

export function parseJsHead(line: string): JsHead {
  // Consoles put the place at the far end of the line.
  const said = withoutIntroductions(line.trim().replace(/ {3,}\S{1,160}:\d{1,7}$/, ''));
  const match = named.exec(said);
  return match === null ? { name: 'Error', message: said } : { name: match[1] ?? 'Error', message: match[2] ?? '' };
}

function withoutIntroductions(line: string): string {
  let said = line.slice(0, 1200);
  for (let round = 0; round < maxIntroductions; round += 1) {
    const before = said;
    for (const pattern of introductions) said = said.replace(pattern, '');
    if (said === before) break;
  }
  return said === '' ? line : said;
}

/** Node.js dies of a promise without saying where: the reason is all there is. Null where no line tells it. */
export function rejectionHead(lines: readonly string[]): JsHead | null {
  for (const line of lines) {
    const reason = /The promise rejected with the reason "(.{1,400}?)"\.?\]?(?: \{)?$/.exec(line)?.[1];
    if (reason === undefined) continue;
    return /^[\w$.]{0,80}(?:Error|Exception): /.test(reason)
      ? parseJsHead(reason)
      : { name: 'UnhandledPromiseRejection', message: reason };
  }
  return null;
}

/** A class that says nothing gives way to the one that the message begins with: handlers of whole pages report so. */
export function jsHead(name: string, message: string): JsHead {
  if (name !== '' && name !== 'Error') return { name, message };
  const inner = parseJsHead(message);
  return /(?:Error|Exception)$/.test(inner.name) && inner.message !== ''
    ? inner
    : { name: name === '' ? inner.name : name, message: name === '' ? inner.message : message };
}

/** Whether a line above a stack names what was thrown. */
export const isJsHead = (line: string): boolean =>
  /(?:^|[\s(:[])(?:Invariant Violation: |(?:[A-Za-z_$][\w$]{0,60}\.)?\w{0,60}(?:Error|Exception)\b)/.test(
    line.slice(0, 400),
  );
