// The port to unpacking a long file piece by piece.

/**
 * The unpacked bytes of a member of gzip (RFC 1952) or of raw deflate (RFC 1951), at most `maxBytes` of them. Ends where the
 * packed bytes are damaged: what came before is what they held. Holds a few pieces at a time.
 */
export type Inflate = (
  pieces: AsyncIterable<Uint8Array>,
  form: 'deflate-raw' | 'gzip',
  maxBytes: number,
) => AsyncIterable<Uint8Array>;
