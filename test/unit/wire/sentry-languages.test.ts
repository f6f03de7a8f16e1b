// Events of languages whose stacks are printed as those of JavaScript are: what their SDKs call functions and types.
import { expect, it } from 'vitest';
import { fingerprintText } from '../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { readEvent } from '../../../src/wire/sentry/event.ts';

const at = (name: string, more: object = {}) => ({ function: name, filename: 'lens.x', lineno: 7, ...more });
const printOf = (platform: string, exception: object, ...frames: object[]) => {
  const values = [{ ...exception, ...(frames.length === 0 ? {} : { stacktrace: { frames } }) }];
  const { text } = readEvent({ platform, exception: { values } });
  return { text, print: fingerprintText(text) };
};

it('calls a block of Ruby by the method that it stands in', () => {
  const error = { type: 'LensError', value: 'stuck', module: '' };
  const blocks = ['block (2 levels) in open', 'rescue in block in open', 'ensure in open', 'block in open'];
  const printed = blocks.map((name) => printOf('ruby', error, at('<main>'), at(name)));
  for (const { text, print } of printed) {
    expect(text).toContain('\n    at open (lens.x:7:0)\n');
    expect(print.title).toBe('LensError in open');
  }
  expect(printOf('ruby', error, at('<main>'), at('block (2 levels) in close')).print.keys.strict).not.toBe(
    printed[0]?.print.keys.strict,
  );
});

it('calls errors of Go by their type and functions by their package', () => {
  const told = printOf('go', { type: '*errors.errorString', value: 'plain' }, at('main', { module: 'main' }));
  expect(told.text).toContain('errors.errorString: plain\n    at main.main (lens.x:7:0)');
  expect(told.print.title).toBe('errors.errorString in main');
  const method = printOf(
    'go',
    { type: '*cam.LensError', value: 'stuck' },
    at('(*Lens[...]).Open', { module: 'github.com/nova/cam' }),
  );
  expect(method.text).toContain('    at github.com/nova/cam.Lens.Open (lens.x:7:0)');
  expect(method.print.title).toBe('cam.LensError in Open');
});

it('tells a pointer to nowhere in Go from an index that is none', () => {
  const where = [at('main', { module: 'main' }), at('check', { module: 'main' })];
  const nowhere = { type: 'runtime.errorString', value: 'runtime error: invalid memory address or nil pointer' };
  const index = { type: 'runtime.boundsError', value: 'runtime error: index out of range [5] with length 3' };
  const [one, other] = [nowhere, index].map((error) => printOf('go', error, ...where).print);
  expect([one?.title, other?.title]).toEqual(['runtime.errorString in check', 'runtime.boundsError in check']);
  expect(one?.keys.strict).not.toBe(other?.keys.strict);
});

it('calls an error that Rust only tells of by its words, and a thread that died by its signal', () => {
  const told = printOf('native', { type: 'LensError', value: 'lens 7 is stuck' });
  expect(told.text).toBe('LensError: lens 7 is stuck');
  expect(told.print.title).toBe('LensError: lens 7 is stuck');
  const signal = { meta: { signal: { number: 11, name: 'SIGSEGV' } } };
  expect(printOf('native', { type: 'SIGSEGV', mechanism: signal }).text).toContain('signal 11 (SIGSEGV)');
});
