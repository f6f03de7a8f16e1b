// Says what keeps stated content from becoming a draft of its product.
import type { ProductDetails } from '../catalog/product.ts';
import type { Problem } from '../result.ts';
import type { BuildContent } from './build.ts';
import { deriveChunkCount, deriveChunkSizeBytes, maxChunkCount } from './chunk-root.ts';

/** `counter` is what the draft would carry. */
export function checkDraft(content: BuildContent, product: ProductDetails, counter: number): Problem[] {
  return [
    ...checkChannel(content, product),
    ...content.models.flatMap((model, index) => checkModel(model, index, product)),
    ...checkFloor(content, counter),
    ...checkChunks(content),
  ];
}

const listed = (names: readonly { id: string }[]): string =>
  names.length === 0 ? 'none yet' : names.map(({ id }) => id).join(', ');

function checkChannel({ channel }: BuildContent, { id, channels }: ProductDetails): Problem[] {
  if (channels.some((each) => each.id === channel)) return [];
  const fix = `Add the channel, or use one that ${id} has: ${listed(channels)}.`;
  return [{ where: 'body.channel', what: `${id} has no channel "${channel}"`, fix }];
}

function checkModel(model: string, index: number, { id, models }: ProductDetails): Problem[] {
  if (models.some((each) => each.id === model)) return [];
  const fix = `Register the model, or use one that ${id} has: ${listed(models)}.`;
  return [{ where: `body.models[${index}]`, what: `${id} has no model "${model}"`, fix }];
}

/** A floor above its own counter would forbid the build that raises it. */
function checkFloor({ securityFloor }: BuildContent, counter: number): Problem[] {
  if (securityFloor <= counter) return [];
  const what = `${securityFloor} is above ${counter}, the counter that this build gets`;
  return [{ where: 'body.securityFloor', what, fix: `Set it to ${counter} or below.` }];
}

/** Devices take no longer list than that. */
function checkChunks({ artifact: { sizeBytes, chunkSizeBytes } }: BuildContent): Problem[] {
  const count = deriveChunkCount({ lengthBytes: sizeBytes, chunkSizeBytes });
  if (count <= maxChunkCount) return [];
  const what = `cuts the file into ${count} chunks, more than ${maxChunkCount}`;
  const fix = `Use chunks of ${deriveChunkSizeBytes(sizeBytes)} bytes.`;
  return [{ where: 'body.artifact.chunkSizeBytes', what, fix }];
}
