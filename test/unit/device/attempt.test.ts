// Attempts joined from what a device says of one install, a step at a time.
import { describe, expect, it } from 'vitest';
import { type Attempt, type AttemptContext, installWindowMs, nextAttempt } from '../../../src/domain/device/attempt.ts';
import type { HeardEvent, InstallEvent } from '../../../src/domain/device/event.ts';
import { device, hour, install, startMs } from '../../samples/fleet.ts';

const context: AttemptContext = { rolloutId: 7, device: device('d1'), bootedMs: null, wordsMs: [] };
const step = (
  hours: number,
  outcome: InstallEvent['outcome'],
  reason: string | null = null,
): HeardEvent<InstallEvent> => ({
  product: 'nova',
  event: install(`${outcome}-${hours}`, 'd1', { outcome, reason }),
  heardMs: startMs + hours * hour,
  order: 0,
});

function join(steps: HeardEvent<InstallEvent>[], changes: Partial<AttemptContext> = {}): Attempt {
  const attempt = nextAttempt(null, steps, { ...context, ...changes });
  if (attempt === null) throw new Error('there is an event');
  return attempt;
}

describe('an attempt', () => {
  it('is none without a word of it', () => {
    expect(nextAttempt(null, [], { ...context, bootedMs: startMs })).toBeNull();
  });

  it('keeps the model under which it began, whatever the device calls itself later', () => {
    const renamed = { ...context, device: device('d1', { model: 'n2' }) };
    expect(nextAttempt(join([step(0, 'accepted')]), [step(1, 'installed')], renamed)?.model).toBe('n1');
    expect(join([step(0, 'accepted')], renamed).model).toBe('n2');
  });

  it('is due a day after its first word, whichever comes in first', () => {
    const attempt = join([step(5, 'installed'), step(2, 'accepted')]);
    expect(attempt.acceptedMs).toBe(startMs + 2 * hour);
    expect(attempt.deadlineMs).toBe(attempt.acceptedMs + installWindowMs);
    expect(attempt.state).toBe('installed');
  });

  it('is confirmed by a device that is heard running the build, from the hour in which it was', () => {
    const attempt = join([step(0, 'accepted')], { bootedMs: startMs + 3 * hour });
    expect(attempt).toMatchObject({ state: 'confirmed', reason: null, finishedMs: startMs + 3 * hour });
  });

  it('that failed has failed, though the device runs the build later', () => {
    const attempt = join([step(0, 'accepted'), step(1, 'failed', 'no space')], { bootedMs: startMs + 3 * hour });
    expect(attempt).toMatchObject({ state: 'failed', reason: 'no space', finishedMs: startMs + hour });
  });

  it('that confirmed keeps the earlier of two hours in which it ran the build', () => {
    const attempt = join([step(4, 'confirmed')], { bootedMs: startMs + 3 * hour });
    expect(attempt.finishedMs).toBe(startMs + 3 * hour);
  });
});
