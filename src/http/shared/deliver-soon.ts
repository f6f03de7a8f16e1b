// Tells others of what happened behind the answer that it happened in, and not only at the next tick.
import { createMiddleware } from 'hono/factory';
import { deliverEvents } from '../../app/deliver-events.ts';
import { sendLetters } from '../../app/send-letters.ts';
import type { HttpEnv, Surroundings } from './http-env.ts';
import { deliverPorts, letterPorts } from './outbox-ports.ts';

/** Goes on behind whoever called. A failure is logged, and the next turn tries again. */
export function deliverNow(surroundings: Surroundings, nowMs: number): void {
  const { process, log, background } = surroundings;
  const work = tellAll(surroundings, nowMs).then(
    ({ spread, told, failed }) => {
      process.deliverPace.recordEnd(spread + told + failed);
      if (told + failed > 0) log(failed > 0 ? 'warn' : 'debug', 'others were told of events', { told, failed });
    },
    (error: unknown) => {
      process.deliverPace.recordEnd(0);
      log('warn', 'events were not delivered; they wait', { cause: String(error) });
    },
  );
  background(work);
}

/** Letters after the events that they tell of; a mail server that is away keeps nobody else waiting. */
async function tellAll(surroundings: Surroundings, nowMs: number) {
  const summary = await deliverEvents(deliverPorts(surroundings), nowMs);
  const ports = letterPorts(surroundings);
  const sent = ports === null ? 0 : await sendLetters(ports, nowMs);
  return { ...summary, told: summary.told + sent };
}

/** Check-ins and passes, of which there are most, change nothing that anybody is told of. */
const quiet = /^\/v1\/(?:checkins|passes|enrolments)/;

/** As often as the process's pace allows. */
export const deliverSoon = createMiddleware<HttpEnv>(async (c, next) => {
  await next();
  if (c.req.method === 'GET' || c.res.status >= 400 || quiet.test(c.req.path)) return;
  if (c.env.process.deliverPace.isDue()) deliverNow(c.env, c.get('nowMs'));
});
