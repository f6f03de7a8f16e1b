// What tells of a fault at a glance: the words, the calls, which of them grouping looks at, and nothing more than fits.
import { expect, it } from 'vitest';
import { deriveGlance } from '../../../src/domain/report/glance.ts';

const java = (frames: readonly string[]) =>
  ['FATAL EXCEPTION: main', 'Process: com.nova.camera, PID: 7', 'java.lang.IllegalStateException: no camera'].concat(
    frames.map((frame) => `\tat ${frame}`),
  );

it('has the message of a crash, and says which calls grouping looks at', () => {
  const glance = deriveGlance(
    java(['com.nova.camera.Lens.open(Lens.java:41)', 'android.os.Handler.dispatchMessage(Handler.java:106)']).join(
      '\n',
    ),
  );
  expect(glance?.words).toBe('no camera');
  expect(glance?.calls[0]).toMatchObject({ place: expect.stringContaining('com.nova.camera.Lens.open'), isKept: true });
  expect(glance?.calls[1]).toMatchObject({ place: expect.stringContaining('dispatchMessage'), isKept: false });
  expect(glance?.moreCalls).toBe(0);
});

it('counts the calls that a screen does not hold', () => {
  const deep = Array.from({ length: 40 }, (_, at) => `com.nova.camera.Step${at}.run(Step.java:${at})`);
  const glance = deriveGlance(java(deep).join('\n'));
  expect([glance?.calls.length, glance?.moreCalls]).toEqual([10, 30]);
});

it('is the beginning of what a person wrote, cut between signs', () => {
  expect(deriveGlance('The torch stays on.')).toEqual({ words: 'The torch stays on.', calls: [], moreCalls: 0 });
  const long = deriveGlance(`${'a'.repeat(599)}📷 and more`);
  expect(long?.words).toBe(`${'a'.repeat(599)} …`);
});

it('is none where nothing is said', () => {
  expect(deriveGlance(' \n ')).toBeNull();
});
