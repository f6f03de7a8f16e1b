// Follows a byte stream of the PostgreSQL protocol from message to message without keeping or copying its bytes.

/** The tags a pooler looks at; each is one byte. */
export const tagOf = {
  query: 0x51,
  sync: 0x53,
  call: 0x46,
  terminate: 0x58,
  ready: 0x5a,
  error: 0x45,
  password: 0x70,
} as const;

/** A message ended: `endsAt` is the index after its last byte in the chunk, `lastByte` is the whole payload of ReadyForQuery. */
export type OnMessage = (tag: number, endsAt: number, lastByte: number) => void;

export const headerBytes = 5;

/** Message: one byte of tag, four bytes of length (itself included), payload. PostgreSQL manual, "Message Formats". */
export class MessageScanner {
  #tag = 0;
  #headerSeen = 0;
  #left = 0;

  /** True when the last byte seen was the last byte of a message. */
  get isBetweenMessages(): boolean {
    return this.#headerSeen === 0;
  }

  /** Calls `onMessage` for each message that ends in this chunk. Throws a RangeError when a length cannot be one. */
  scan(chunk: Buffer, onMessage: OnMessage): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#headerSeen < headerBytes) {
        at = this.#readHeader(chunk, at);
      } else {
        const step = Math.min(this.#left, chunk.length - at);
        at += step;
        this.#left -= step;
      }
      if (this.#headerSeen < headerBytes || this.#left > 0) continue;
      this.#headerSeen = 0;
      onMessage(this.#tag, at, chunk[at - 1] ?? 0);
    }
  }

  #readHeader(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#headerSeen === 0) {
      this.#tag = chunk[at++] ?? 0;
      this.#headerSeen = 1;
      this.#left = 0;
    }
    while (this.#headerSeen < headerBytes && at < chunk.length) {
      this.#left = this.#left * 256 + (chunk[at++] ?? 0);
      this.#headerSeen++;
    }
    if (this.#headerSeen < headerBytes) return at;
    if (this.#left < 4) throw new RangeError(`a message of ${this.#left} bytes`);
    this.#left -= 4;
    return at;
  }
}
