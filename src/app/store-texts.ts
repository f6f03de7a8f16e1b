// Puts the texts of counted reports into object storage, and forgets them here.
import { inLanes, type StorageLanes } from './in-lanes.ts';
import type { Objects } from './ports/objects.ts';
import type { ReportText, ReportTexts } from './ports/report-texts.ts';

export type StoreTextPorts = StorageLanes & { readonly reportTexts: ReportTexts; readonly objects: Objects };

/** Of half a megabyte each at most, and of some kilobytes mostly. */
const textsAtOnce = 128;

/** Stops after `maxTexts`, or when `isLater` says so behind a turn. True when none is left. */
export async function storeTexts(
  ports: StoreTextPorts,
  maxTexts: number,
  isLater: () => boolean = () => false,
): Promise<boolean> {
  for (let stored = 0; stored < maxTexts; ) {
    const texts = await ports.reportTexts.loadTexts(Math.min(textsAtOnce, maxTexts - stored));
    if (texts.length === 0) return true;
    await putAll(ports, new Map(texts.map(({ objectKey, body }) => [objectKey, body])));
    const left = await ports.reportTexts.recordStored(texts.map(({ seq }) => seq));
    if (left !== texts.length) await dropErased(ports, texts);
    stored += texts.length;
    if (isLater()) return false;
  }
  return false;
}

/** Taken is fine: what lies under a digest is what we would put there. */
const putAll = (ports: StoreTextPorts, bodies: ReadonlyMap<string, string>): Promise<void> =>
  inLanes(ports, bodies, ([key, body]) => ports.objects.putObject(key, body, 'text/plain; charset=utf-8'));

/**
 * A report that was erased while its text was on its way to storage leaves that text behind, which goes here. Whoever sent
 * the same words in this moment has them in the database still: asked once more, their text is put back.
 */
async function dropErased(ports: StoreTextPorts, texts: readonly ReportText[]): Promise<void> {
  const { reportTexts, objects } = ports;
  const bodies = new Map(texts.map(({ objectKey, body }) => [objectKey, body]));
  const unneeded = await reportTexts.loadUnneeded([...bodies.keys()]);
  if (unneeded.length === 0) return;
  await inLanes(ports, unneeded, objects.recordRemoved);
  const stillUnneeded = new Set(await reportTexts.loadUnneeded(unneeded));
  await putAll(ports, new Map([...bodies].filter(([key]) => unneeded.includes(key) && !stillUnneeded.has(key))));
}
