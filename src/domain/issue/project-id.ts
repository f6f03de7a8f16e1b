// The number that stands for a product in the addresses of Sentry's SDKs, some of which take digits only.

/** FNV-1a over the name, 31 bits: stable, and only ever compared with what a key is for. */
export function deriveProjectId(product: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < product.length; at += 1) hash = Math.imul(hash ^ product.charCodeAt(at), 0x01000193) >>> 0;
  return String((hash >>> 1) + 1);
}
