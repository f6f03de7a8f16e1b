// A digest in groups of eight, as people read them to each other.

export const fingerprintWords = (hex: string): string => hex.match(/.{1,8}/g)?.join(' ') ?? '';
