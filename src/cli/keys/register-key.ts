// Tells the service the public half of a key, so that its signatures count for a product.
import { hexOf } from '../../domain/bytes.ts';
import { signingKey } from '../../wire/release/product.ts';
import { path } from '../api/api-client.ts';
import { reading, ServiceRefusal } from '../api/service-answer.ts';
import type { NamedKey } from '../compose.ts';
import type { Session } from '../session.ts';

/** A key that is there already and in force is left as it is. */
export async function registerKey({ api }: Session, product: string, key: NamedKey): Promise<{ isAdded: boolean }> {
  const body = { publicHex: hexOf(key.publicKey), label: key.name };
  try {
    await api().send('POST', path`/v1/products/${product}/keys`, reading(signingKey), { body });
    return { isAdded: true };
  } catch (cause) {
    if (cause instanceof ServiceRefusal && cause.code === 'key-taken' && isInForce(cause.current))
      return { isAdded: false };
    throw cause;
  }
}

function isInForce(current: unknown): boolean {
  const key = signingKey.safeParse(current);
  return key.success && key.data.revokedMs === null;
}
