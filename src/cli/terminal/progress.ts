// Shows how far a long transfer is: a bar on a terminal, a line every ten percent elsewhere.
import { SingleBar } from 'cli-progress';
import type { Surroundings } from '../surroundings.ts';
import { secondsWords, sizeWords } from './figures.ts';
import { cleanText } from './words.ts';

export type Progress = {
  /** Bytes done so far, of the total; may go back when a part is sent again. */
  update(bytes: number): void;
  /** Leaves the last state on the screen. */
  stop(): void;
};

export type ProgressForm = { readonly label: string; readonly totalBytes: number; readonly startBytes?: number };

export function openProgress(surroundings: Surroundings, form: ProgressForm): Progress {
  return surroundings.stderr.isTTY === true ? openBar(surroundings, form) : openLines(surroundings, form);
}

function openBar({ stderr, nowMs }: Surroundings, { label, totalBytes, startBytes = 0 }: ProgressForm): Progress {
  const startedMs = nowMs();
  const bar = new SingleBar({
    stream: stderr,
    format: `${cleanText(label)} {bar} {percentage} %  {done} of ${sizeWords(totalBytes)}  {rate}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    gracefulExit: false,
    fps: 5,
  });
  const words = (bytes: number) => ({
    done: sizeWords(bytes),
    rate: rateWords(bytes - startBytes, totalBytes - bytes, nowMs() - startedMs),
  });
  bar.start(totalBytes, startBytes, words(startBytes));
  return {
    update: (bytes) => bar.update(bytes, words(bytes)),
    stop: () => bar.stop(),
  };
}

/** `58 MiB/s, 12 s left`; empty until it says something. */
function rateWords(movedBytes: number, leftBytes: number, elapsedMs: number): string {
  if (movedBytes <= 0 || elapsedMs < 500) return '';
  const bytesPerS = (movedBytes / elapsedMs) * 1000;
  const left = leftBytes > 0 ? `, ${secondsWords(leftBytes / bytesPerS)} left` : '';
  return `${sizeWords(bytesPerS)}/s${left}`;
}

function openLines({ stderr }: Surroundings, { label, totalBytes, startBytes = 0 }: ProgressForm): Progress {
  const tenthOf = (bytes: number) => Math.floor((bytes * 10) / totalBytes);
  let told = tenthOf(startBytes);
  return {
    update(bytes) {
      const tenth = tenthOf(bytes);
      if (tenth <= told) return;
      told = tenth;
      stderr.write(`${cleanText(label)}: ${tenth * 10} % of ${sizeWords(totalBytes)}\n`);
    },
    stop: () => {},
  };
}
