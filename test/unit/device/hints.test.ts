// What is said beside a decision: silence, failures, unknown builds, and how long ago.
import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../../src/domain/device/attempt.ts';
import { deriveHints } from '../../../src/domain/device/hints.ts';
import { device, hour, startMs } from '../../samples/fleet.ts';

const present = device('d1', { seenMs: startMs });
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  rolloutId: 7,
  product: 'nova',
  deviceId: 'd1',
  model: 'n1',
  state: 'accepted',
  reason: null,
  acceptedMs: startMs - 30 * hour,
  deadlineMs: startMs - 6 * hour,
  stepMs: startMs - 30 * hour,
  heardMs: startMs - 7 * hour,
  restartMs: null,
  finishedMs: null,
  ...changes,
});

describe('deriveHints', () => {
  it.each([
    ['a device that is blocked', device('d1', { seenMs: startMs, isBlocked: true }), null, 'It is blocked'],
    [
      'a build that nobody published',
      device('d1', { seenMs: startMs, reportedBuild: 'lab', buildId: null }),
      null,
      'runs lab',
    ],
    ['a device not heard of', device('d1', { seenMs: startMs - 72 * hour }), null, 'last heard 3 d ago'],
    ['an install under way', present, attempt(), 'accepted the build 30 h ago'],
    [
      'an install before its boot',
      present,
      attempt({ state: 'installed', stepMs: startMs - hour / 2, heardMs: startMs }),
      'wrote the build 30 min ago',
    ],
    ['a confirmed install', present, attempt({ state: 'confirmed' }), 'installed the build and confirmed it'],
    ['a failed install', present, attempt({ state: 'failed', reason: 'no space' }), 'failed 30 h ago (no space)'],
    [
      'silence',
      device('d1', { seenMs: startMs - 30 * hour }),
      attempt({ state: 'installed', heardMs: startMs - 30 * hour }),
      'it may be bricked',
    ],
    [
      'one that came back',
      present,
      attempt({ state: 'restarting', heardMs: startMs - 30 * hour }),
      'restarted into the build 30 h ago',
    ],
  ])('tell of %s', (_, of, tried, words) => {
    expect(deriveHints(of, tried, startMs).join(' ')).toContain(words);
  });

  it('leave a healthy device with the one thing that holds for all', () => {
    expect(deriveHints(present, null, startMs)).toHaveLength(1);
  });
});
