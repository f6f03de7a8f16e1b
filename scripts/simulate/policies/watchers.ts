// Peers that hold crashes against a value from before: Flagger and Ubuntu's phased updates.
import type { Peer, PeerKind } from './peer.ts';
import { sumCrashes } from './sums.ts';

/** Failed checks before a roll-back, as Flagger's examples have them. */
const strikeCount = 5;

/** Each hour: crashes per device-hour over the last `windowHours` above `factor` times the usual rate is a failed check. */
function startFlagger(windowHours: number, factor: number): Peer {
  const hours: { events: number; exposure: number }[] = [];
  let strikes = 0;
  return {
    shouldStop(view) {
      const { events, exposure } = sumCrashes(view);
      if (exposure === 0) return false;
      hours.push({ events, exposure });
      if (hours.length > windowHours) hours.shift();
      const sum = hours.reduce((total, hour) => total + hour.events, 0);
      const time = hours.reduce((total, hour) => total + hour.exposure, 0);
      if (sum / time > factor * view.history.crashRate) strikes += 1;
      return strikes >= strikeCount;
    },
  };
}

/**
 * Each six hours: today's crashes on the new build, at least 3, against mean plus standard deviation of the days before,
 * scaled by the share of the fleet that is offered the build and by the part of the day that is over, plus 1.
 */
function startUbuntu(): Peer {
  let today = 0;
  return {
    shouldStop(view) {
      if ((view.hour - 1) % 24 === 0) today = 0;
      today += sumCrashes(view).events;
      if (view.hour % 6 !== 0 || today < 3) return false;
      const days = view.history.crashesPerDay;
      const mean = days.reduce((sum, count) => sum + count, 0) / days.length;
      const variance = days.reduce((sum, count) => sum + (count - mean) ** 2, 0) / days.length;
      const partOfDay = (((view.hour - 1) % 24) + 1) / 24;
      return today > (mean + Math.sqrt(variance)) * view.offeredShare * partOfDay + 1;
    },
  };
}

export const watchers: readonly PeerKind[] = [
  { id: 'flagger', label: 'Flagger (hourly, twice the usual, 5 strikes)', start: () => startFlagger(1, 2) },
  { id: 'flagger24', label: 'Flagger (24 h window, 1.5 times, 5 strikes)', start: () => startFlagger(24, 1.5) },
  { id: 'ubuntu', label: 'Ubuntu phased updates', start: startUbuntu },
];
