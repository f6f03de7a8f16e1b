// What it takes to make up for what was put off, with nothing else to do: reading, counting, and putting texts into storage.
import { readReports } from '../../../src/app/read-reports.ts';
import { settleReports } from '../../../src/app/settle-reports.ts';
import { storeTexts } from '../../../src/app/store-texts.ts';
import { composeStores } from '../../../src/compose.ts';
import { textCodec } from '../../../src/wire/text-codec.ts';
import type { BenchService } from '../checkins/serve.ts';
import { type Figure, told } from '../figure.ts';

/** Some seconds of it. */
const read = 4_000;
const settled = 4_000;
const stored = 1_000;
/** As the service on Node has them. */
const storageLanes = 24;

export async function measureSettling({ database, objects }: BenchService): Promise<Figure[]> {
  const ports = { ...composeStores(database.db), objects, codec: textCodec, storageLanes };
  const perS = async (work: () => Promise<number>): Promise<number> => {
    const startedMs = performance.now();
    return ((await work()) / (performance.now() - startedMs)) * 1_000;
  };
  const { waiting } = await ports.unreadReports.loadBacklog();
  const readPerS = await perS(() => readReports(ports, { by: 'age' }, read));
  const countedPerS = await perS(async () => (await settleReports(ports, Date.now(), { maxReports: settled })).settled);
  const storedPerS = await perS(async () => {
    await storeTexts(ports, stored);
    return stored;
  });
  return [
    told('reports: waiting when the rush was over', 'reports', waiting),
    told('reports: read alone', 'reports/s', readPerS),
    told('reports: counted alone, read and with their names put in', 'reports/s', countedPerS),
    told('reports: until all are counted, at that rate', 's', waiting / countedPerS),
    told('reports: texts put into storage alone', 'texts/s', storedPerS),
  ];
}
