// Settles reports behind an answer, so that a fault that stands out does so within seconds and not only at the next tick.
import type { Context } from 'hono';
import { settleReports } from '../../app/settle-reports.ts';
import { textCodec } from '../../wire/text-codec.ts';
import type { HttpEnv } from '../shared/http-env.ts';

/** What one start may settle: intake goes first, and what is left waits for the next start or the tick. */
const maxReports = 128;

/** As often as the process's pace allows. A failure is logged, and the next start tries again. */
export function settleSoon(c: Context<HttpEnv>): void {
  const { process, log } = c.env;
  if (!process.settlePace.isDue()) return;
  const { reports, symbols, regroupings, attachments } = c.env.stores();
  const ports = { reports, symbols, regroupings, attachments, objects: process.objects, codec: textCodec };
  const work = settleReports(ports, c.get('nowMs'), { maxReports }).then(
    ({ settled }) => process.settlePace.recordEnd(settled),
    (error: unknown) => {
      process.settlePace.recordEnd(0);
      log('warn', 'reports not settled yet; they wait', { cause: String(error) });
    },
  );
  c.env.background(work);
}
