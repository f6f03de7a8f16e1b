// Peers that count how installs end: AWS IoT Jobs, hawkBit, Nebraska, Capgo. None of them sees a crash.
import type { HourView, Peer, PeerKind } from './peer.ts';
import { totalOf } from './sums.ts';

/** Installs so far: told as failed, told as done, and without a word after 24 h. */
class Installs {
  failed = 0;
  done = 0;
  timedOut = 0;

  hear({ page }: HourView): void {
    this.failed += totalOf(page.failed);
    this.done += totalOf(page.confirmed);
    this.timedOut += totalOf(page.silent);
  }
}

/** Abort when failed or timed out are at least 10 % of at least 100 executions (the documentation's example says 20 %). */
function startAws(): Peer {
  const installs = new Installs();
  return {
    shouldStop(view) {
      installs.hear(view);
      const bad = installs.failed + installs.timedOut;
      const executed = bad + installs.done;
      return executed >= 100 && bad >= 0.1 * executed;
    },
  };
}

/** Pause when more than 5 % of a group's devices report an error (the default is 50 %); a device without a word stays "running". */
function startHawkbit(): Peer {
  let errors = 0;
  return {
    shouldStop({ page, isStageStart, stageOffered }) {
      errors = (isStageStart ? 0 : errors) + totalOf(page.failed);
      return stageOffered > 0 && errors / stageOffered > 0.05;
    },
  };
}

/** Disable updates when 20 of them have timed out: an absolute number, whatever the size of the fleet. */
function startNebraska(): Peer {
  const installs = new Installs();
  return {
    shouldStop(view) {
      installs.hear(view);
      return installs.timedOut >= 20;
    },
  };
}

/** 97.5 % of the normal distribution: a two-sided interval of 95 %. */
const z95 = 1.959964;

/** Pause when the lower end of Wilson's interval for the share of failed installs is over 5 %, from 50 installs on. */
function startCapgo(): Peer {
  const installs = new Installs();
  return {
    shouldStop(view) {
      installs.hear(view);
      const count = installs.failed + installs.done;
      return count >= 50 && wilsonLow(installs.failed, count) > 0.05;
    },
  };
}

/** Lower end of the score interval of a share (Wilson 1927). */
export function wilsonLow(events: number, count: number): number {
  const share = events / count;
  const spread = z95 * Math.sqrt((share * (1 - share)) / count + z95 ** 2 / (4 * count ** 2));
  return (share + z95 ** 2 / (2 * count) - spread) / (1 + z95 ** 2 / count);
}

export const installers: readonly PeerKind[] = [
  { id: 'aws', label: 'AWS IoT Jobs (10 % of at least 100)', start: startAws },
  { id: 'hawkbit', label: 'hawkBit (errors over 5 % of the group)', start: startHawkbit },
  { id: 'nebraska', label: 'Nebraska (20 updates timed out)', start: startNebraska },
  { id: 'capgo', label: "Capgo (Wilson's lower bound over 5 %)", start: startCapgo },
];
