// Starts a fold behind an answer, so that a fleet's word counts within seconds and not only at the next tick.
import type { Context } from 'hono';
import { foldCheckins } from '../../app/fold-checkins.ts';
import type { HttpEnv } from '../shared/http-env.ts';

/** What one start may fold: intake goes first, and what is left waits for the next start or the tick. */
const maxBatches = 50;

/** As often as the process's pace allows. A failure is logged, and the next start tries again. */
export function foldSoon(c: Context<HttpEnv>): void {
  const { process, log } = c.env;
  if (!process.foldPace.isDue()) return;
  const { folds } = c.env.stores();
  const work = foldCheckins({ folds }, c.get('nowMs'), { maxBatches }).then(
    ({ batches, refused }) => {
      process.foldPace.recordEnd(batches);
      if (refused > 0) log('warn', 'check-ins refused: the devices are not enrolled, or blocked', { events: refused });
    },
    (error: unknown) => {
      process.foldPace.recordEnd(0);
      log('warn', 'check-ins not folded yet; they wait', { cause: String(error) });
    },
  );
  c.env.background(work);
}
