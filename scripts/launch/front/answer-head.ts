// Reads the head of an answer of workerd: its status, its headers without those of the connection, and how its body is told.

/** What came is no answer, or not the one that was announced. */
export class MalformedAnswer extends Error {}

const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export type AnswerHead = {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly length: number | null;
  readonly isChunked: boolean;
  readonly isLast: boolean;
};

export function parseAnswerHead(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n');
  if (!/^HTTP\/1\.1 [1-5]\d\d(?: |$)/.test(first)) throw new MalformedAnswer('no status');
  const rawHeaders: string[] = [];
  let length: number | null = null;
  let isChunked = false;
  let isLast = false;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    const lower = name.toLowerCase();
    if (lower === 'content-length') length = Number(value);
    if (lower === 'transfer-encoding') isChunked = true;
    if (lower === 'connection' && value.toLowerCase() === 'close') isLast = true;
    if (!ofConnection.has(lower)) rawHeaders.push(name, value);
  }
  if (length !== null && !Number.isSafeInteger(length)) throw new MalformedAnswer('a length that is no number');
  return { status: Number(first.slice(9, 12)), rawHeaders, length, isChunked, isLast };
}
