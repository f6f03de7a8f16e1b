// What an engineer should know besides the decision when asking why a device did or did not get a build.
import { deriveAgoWords } from '../gate/wording.ts';
import { type Attempt, isSilent } from './attempt.ts';
import type { Device } from './device.ts';

/** A device that polls and checks in every few hours is worth a word after a day without one. */
const quietMs = 24 * 3_600_000;

/** `attempt` is the device's attempt in the rollout in question, where there is one. */
export function deriveHints(device: Device, attempt: Attempt | null, nowMs: number): string[] {
  return [
    ...(device.isBlocked ? ['It is blocked: its check-ins count for nothing and it gets no pass.'] : []),
    ...deriveBuildHints(device),
    ...(attempt === null ? [] : [wordAttempt(device, attempt, nowMs)]),
    ...(nowMs - device.seenMs > quietMs
      ? [`It was last heard ${deriveAgoWords((nowMs - device.seenMs) / 1000)} ago.`]
      : []),
    'It learns of an offer when it polls next, and of new cohorts with its next pass.',
  ];
}

function deriveBuildHints({ reportedBuild, buildId }: Device): string[] {
  if (reportedBuild === null || buildId !== null) return [];
  return [`It says it runs ${reportedBuild}, which is not the version or vendor string of a published build.`];
}

function wordAttempt(device: Device, attempt: Attempt, nowMs: number): string {
  const since = `${deriveAgoWords((nowMs - attempt.stepMs) / 1000)} ago`;
  if (isSilent(attempt, nowMs) && device.seenMs <= attempt.stepMs)
    return `It told of "${attempt.state}" ${since} and has been silent since: it may be bricked.`;
  switch (attempt.state) {
    case 'accepted':
      return `It accepted the build ${since} and has not installed it yet.`;
    case 'installed':
      return `It wrote the build ${since} and has not booted it yet.`;
    case 'restarting':
      return `It restarted into the build ${since} and was not heard running it.`;
    case 'confirmed':
      return 'It installed the build and confirmed it.';
    case 'failed':
      return `Its install failed ${since}${attempt.reason === null ? '' : ` (${attempt.reason})`}.`;
  }
}
