// Tells people about departures: when a train leaves on the clocks of its place, and why nothing left.
import type { SkipReason } from '../rollout/departure.ts';
import { type Timetable, weekdays } from './timetable.ts';
import { deriveDayNumber, deriveLocalTime, deriveWeekdayIndex } from './zone.ts';

/** `Fri 2026-03-27 17:00 Europe/London`: the instant as that place's clocks show it. */
export function deriveDepartureWords({ zone }: Pick<Timetable, 'zone'>, departureMs: number): string {
  const { year, month, day, hour, minute } = deriveLocalTime(zone, departureMs);
  const weekday = weekdays[deriveWeekdayIndex(deriveDayNumber(year, month, day))] ?? '';
  return `${weekday} ${year}-${twoDigits(month)}-${twoDigits(day)} ${twoDigits(hour)}:${twoDigits(minute)} ${zone}`;
}

const causes: Readonly<Record<SkipReason, string>> = {
  'rollout-open': 'the rollout of the week before is still open. Complete it, close it or retreat from it.',
  'nothing-sealed': 'no build was sealed since the last one that left. Publish one before the next departure.',
  'no-plan': 'no plan is applied to the channel. Apply one.',
  'no-ceiling': 'no sealed build has a signed ceiling under the plan in force. Sign one for it.',
  'ceiling-does-not-fit': 'the signed ceiling is not about this build under the plan in force. Sign it again.',
  'ceiling-not-before': 'the signed ceiling does not let the build begin this early. Wait, or sign it again.',
  'ceiling-expired': 'the signed ceiling has expired. Sign it again.',
  'no-fallback': 'there is no usable build to go back to. Name one in the plan, or say "none".',
  missed: 'the service was not running at that time, nor within twelve hours after it.',
  'timetable-unreadable': 'its timetable cannot be read. Set it again, like "Fri 17:00 Asia/Shanghai".',
};

/** Why a week was skipped and what to do, in one breath: "Nothing left: no build was sealed …". */
export function deriveSkipSentence(skipped: SkipReason): string {
  return `Nothing left: ${causes[skipped]}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
