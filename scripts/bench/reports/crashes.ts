// Crashes of a fleet as devices report them: tombstones of 4 kB and stack traces of Java, of faults that come again and again.
import { deviceCount, deviceOf, product } from '../checkins/batches.ts';
import { tombstones } from '../fingerprints/traces.ts';
import { openDice } from '../poll/dice.ts';

/** As many faults as a build may have that people look at; all of them are known after the first round. */
const faults = 200;
const tombstoneChars = 4_000;

/** One report as JSON; no two of a run are equal in id or text. */
export type Crash = { readonly id: string; readonly device: string; readonly json: string };

/** Answers another report at each call. */
export function openCrashes(): () => Crash {
  const dice = openDice(3);
  const run = Date.now().toString(36);
  const texts = [...tombstones(faults / 2, tombstoneChars), ...stackTraces(faults / 2)];
  let count = 0;
  return () => {
    count += 1;
    const id = `${run}-${count}`;
    const device = deviceOf(dice(deviceCount));
    const text = `${texts[dice(faults)]}\nuptime ${dice(1e6)} s, free ${dice(1e6)} kB`;
    const json = JSON.stringify({ product, id, kind: 'crash', build: `1.${dice(3)}.0`, device, text });
    return { id, device, json };
  };
}

/** As Android's runtime prints an exception with its cause, 3 to 4 kB. */
function stackTraces(count: number): string[] {
  const dice = openDice(5);
  const frame = (app: number): string =>
    `\tat com.nova.app${app}.part${dice(9)}.Widget${dice(40)}.step${dice(90)}(Widget.java:${dice(900)})`;
  const frames = (app: number): string[] => Array.from({ length: 24 }, () => frame(app));
  return Array.from({ length: count }, (_, app) =>
    [
      'FATAL EXCEPTION: main',
      `Process: com.nova.app${app}, PID: ${dice(30_000)}`,
      'java.lang.RuntimeException: Unable to resume activity',
      ...frames(app),
      `Caused by: java.lang.IllegalStateException: no session ${app}`,
      ...frames(app),
      '\t... 11 more',
    ].join('\n'),
  );
}
