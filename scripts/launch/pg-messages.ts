// The messages of the PostgreSQL protocol 3.0 that a pooler speaks itself. Source: PostgreSQL manual, "Message Formats".

/** Codes that stand where a startup packet has its protocol version. */
export const requestCode = { cancel: 80_877_102, tls: 80_877_103, gss: 80_877_104, version3: 196_608 } as const;

export type BackendKey = { readonly pid: number; readonly secret: number };

/** What an ErrorResponse says; `code` is an SQLSTATE. */
export type PgNotice = {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
};

export function encodeStartup(parameters: Readonly<Record<string, string>>): Buffer {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`);
  return untagged([int32(requestCode.version3), Buffer.from(`${pairs.join('')}\0`)]);
}

export function encodeCancel(key: BackendKey): Buffer {
  return untagged([int32(requestCode.cancel), int32(key.pid), int32(key.secret)]);
}

export function encodeQuery(sql: string): Buffer {
  return tagged('Q', Buffer.from(`${sql}\0`));
}

export function encodeSaslInitial(mechanism: string, first: string): Buffer {
  return tagged('p', Buffer.from(`${mechanism}\0`), int32(Buffer.byteLength(first)), Buffer.from(first));
}

export function encodeSaslResponse(text: string): Buffer {
  return tagged('p', Buffer.from(text));
}

export const encodedTerminate = tagged('X');

export const encodedAskPassword = tagged('R', int32(3));

/** Ready for the next query, outside of a transaction. */
export const encodedReady = tagged('Z', Buffer.from('I'));

/** What a server says between the password and the first query. */
export function encodeWelcome(parameters: ReadonlyMap<string, string>, key: BackendKey): Buffer {
  return Buffer.concat([
    tagged('R', int32(0)),
    ...[...parameters].map(([name, value]) => tagged('S', Buffer.from(`${name}\0${value}\0`))),
    tagged('K', int32(key.pid), int32(key.secret)),
    encodedReady,
  ]);
}

/** Ends a session: FATAL tells the client that the connection closes after it. */
export function encodeFatal(notice: PgNotice): Buffer {
  const fields = [`SFATAL\0VFATAL\0C${notice.code}\0M${notice.message}\0`];
  if (notice.detail !== undefined) fields.push(`D${notice.detail}\0`);
  if (notice.hint !== undefined) fields.push(`H${notice.hint}\0`);
  return tagged('E', Buffer.from(`${fields.join('')}\0`));
}

/** For a client that asks for a later minor version, or for options with the reserved prefix `_pq_.`: 3.0 without them. */
export function encodeNegotiation(unknownOptions: readonly string[]): Buffer {
  const names = unknownOptions.map((name) => Buffer.from(`${name}\0`));
  return tagged('v', int32(requestCode.version3), int32(names.length), ...names);
}

/** Reads the fields of an ErrorResponse. */
export function parseNotice(payload: Buffer): PgNotice {
  const fields = new Map(
    payload
      .toString('utf8')
      .split('\0')
      .map((text) => [text.slice(0, 1), text.slice(1)]),
  );
  return { code: fields.get('C') ?? 'XX000', message: fields.get('M') ?? 'no message' };
}

/** Reads `name\0value\0`: the payload of ParameterStatus, or the parameters of a startup packet. */
export function parsePairs(payload: Buffer): Map<string, string> {
  const texts = payload.toString('utf8').split('\0');
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < texts.length && texts[i] !== ''; i += 2) pairs.set(texts[i] ?? '', texts[i + 1] ?? '');
  return pairs;
}

function tagged(tag: string, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from(tag, 'latin1'), untagged(parts)]);
}

/** Length (itself included) and payload. */
function untagged(parts: readonly Buffer[]): Buffer {
  const sizeBytes = parts.reduce((sum, part) => sum + part.length, 4);
  return Buffer.concat([int32(sizeBytes), ...parts]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}
