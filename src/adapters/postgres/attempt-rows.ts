// Reads install attempts out of rows, the same for every store that needs them.
import type { Attempt } from '../../domain/device/attempt.ts';
import type { installs } from './schema/fleet.ts';

export function toAttempt({ productId, modelId, ...rest }: typeof installs.$inferSelect): Attempt {
  return { product: productId, model: modelId, ...rest };
}
