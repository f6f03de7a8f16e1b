// Native crashes: what failed in the words of its tool, and frames in the forms of many unwinders.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { failureIn } from '../../../../src/domain/report/fingerprint/parse/native-failure.ts';
import { parseNativeFrame } from '../../../../src/domain/report/fingerprint/parse/native-frame.ts';

describe('failureIn', () => {
  it.each([
    ['==7==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000010 (pc 0x1)', 'segv-null', []],
    ['==7==ERROR: AddressSanitizer: SEGV on unknown address 0x7f0000000010 (pc 0x1)', 'segv', []],
    ['#  Internal Error (novaClasses.cpp:127), pid=240, tid=11544', 'internal error', ['novaClasses.cpp']],
    ['Assertion failure: ring != nullptr, at /src/nova.cpp:12', 'CHECK', ['ring != nullptr']],
    ['Hit MOZ_CRASH(out of rings) at /src/nova.rs:12', 'MOZ_CRASH', ['out of rings']],
    ['Assertion failed: (ring), function open, file nova.c, line 3.', 'ASSERT', ['ring']],
    ['WARNING: ThreadSanitizer: data race (pid=7)', 'data race', []],
    [
      'nova.cc:7:3: runtime error: index 12 out of bounds for type',
      'undefined behaviour',
      ['index <n> out of bounds for type'],
    ],
    [
      '[1:2:0324/233644:FATAL:nova.cc(299)] Check failed: !frames_.empty(). 3',
      'CHECK',
      ['!frames_.empty()', 'nova.cc'],
    ],
    ["nova: nova.c:12: main: Assertion `ring != 0' failed.", 'ASSERT', ['ring != <n>']],
    ["thread 'main' panicked at src/nova.rs:7:9:", 'panic', ['nova.rs']],
    ['CANNOT LINK EXECUTABLE "/bin/novad": library "libnova.so" not found', 'missing library', ['libnova.so']],
    ['Program received signal SIGABRT, Aborted.', 'SIGABRT', []],
    ['F0407 12:01:02.345678  7 nova.cc:12] ring is broken', 'CHECK', ['ring is broken', 'nova.cc']],
    ['AddressSanitizer CHECK failed: /src/nova.cc:12 "((ring)) != (0)"', 'CHECK', ['"((ring)) != (<n>)"']],
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 'out of memory', []],
    ['========= Per-input timeout exceeded: 61 > 60 (sec)', 'per-input timeout', []],
    ['===BUG DETECTED: Shell injection===', 'shell injection', []],
    ['CFI: Most likely a control flow integrity violation; for more details see', 'control flow', []],
    ['# Runtime error in ../src/nova.cc, line 12', 'runtime error', ['nova.cc']],
    ['nothing of the kind', undefined, undefined],
  ])('%s', (line, failure, words) => {
    const found = failureIn(line);
    expect([found?.failure, found?.words]).toEqual([failure, words]);
  });
});

describe('parseNativeFrame', () => {
  it.each([
    ['    #1 0x55d0 in nova::f(int) /src/a.cc:1:2', 'nova::f', ''],
    ['    #1 0x55d012  (/lib/libnova.so+0x12)', '', 'libnova.so'],
    ['#1  0x000000000040ddd6 in nova::f (this=0x7f, s="a)b") at /src/a.cpp:9', 'nova::f', ''],
    ['#2 0x7f48a51f99e0 base::debug::f()', 'base::debug::f', ''],
    ['#0  <signal handler called>', '<signal handler called>', ''],
    [' 3  libnova.so!nova::f(int) [a.cc : 12 + 0x4]', 'nova::f', 'libnova.so'],
    ['4   libnova.dylib                 0x00007fff2034a406 nova_f + 125', 'nova_f', 'libnova.dylib'],
    ['4   Nova Framework                0x00007fff2034a406 nova_f + 125', 'nova_f', 'Nova Framework'],
    ['\tnova::f [0x00007FF6A1B2C3D4+123] (C:\\src\\a.cc:12)', 'nova::f', ''],
    ['   4: nova::f', 'nova::f', ''],
    ['/lib/libnova.so.1(nova_f+0x1b) [0x7f12]', 'nova_f', 'libnova.so.1'],
    ['uSP+0x01d0: 0x000000000001b048 in nova_f /src/a.c:7', 'nova_f', ''],
  ])('%s', (line, fn, module) => {
    expect(parseNativeFrame(line)?.frame).toMatchObject({ fn, module });
  });

  it.each([
    'F0407 12:01:02.345678  7 nova.cc:12] ring is broken',
    'panic: ring is broken',
    '========= Per-input timeout exceeded: 61 > 60 (sec)',
    '===BUG DETECTED: Shell injection===',
  ])('%s', (line) => {
    expect(fingerprintText(`nova 1.2\n${line}\n`).kind).toBe('native');
  });

  it('takes no sentence for a frame', () => {
    expect(parseNativeFrame('the #1 cause of crashes')).toBeNull();
  });
});

describe('stacks', () => {
  it('reads the thread that crashed, not the first that a debugger lists', () => {
    const listed =
      'Program terminated with signal SIGSEGV\nThread 2 (LWP 8):\n#0  0x00007f0011 in poll () at a.c:1\nThread 1 (LWP 7):\n#0  0x00007f0012 in nova_close (x=1) at a.c:1\n#1  0x00007f0013 in nova_stop () at a.c:2';
    expect(fingerprintText(listed).reading.parts.strict).toEqual(['SIGSEGV', 'nova_close', 'nova_stop']);
  });

  it('reads Go and Python', () => {
    const go =
      'panic: ring is full\n\ngoroutine 1 [running]:\nnova/ring.(*Ring).Push(0x1)\n\t/src/ring.go:7 +0x1d\nmain.main()\n\t/src/main.go:9 +0x2';
    expect(fingerprintText(go).reading.parts.strict).toEqual(['panic', 'ring is full', 'ring.(*Ring).Push']);
    const python =
      'Traceback (most recent call last):\n  File "/srv/nova.py", line 7, in <module>\n    run()\n  File "/srv/ring.py", line 9, in push\n    x[1]\nIndexError: list index out of range';
    expect(fingerprintText(python).reading.parts.strict).toEqual(['IndexError', 'ring.push', 'nova.py']);
  });

  it('never joins stacks of which only the machinery of dying is known', () => {
    const dying = (name: string) =>
      `Program received signal SIGABRT, Aborted.\n#0  0x00007f0011 in raise () at a.c:1\n#1  0x00007f0012 in ${name} () at a.c:2`;
    expect(fingerprintText(dying('abort')).keys.strict).not.toBe(fingerprintText(dying('__assert_fail')).keys.strict);
  });
});

describe('the other key of a method', () => {
  const crash = (top: string, caller: string) =>
    fingerprintText(
      `Program received signal SIGSEGV, Segmentation fault.\n#0  0x0055 in ${top} (this=0x1) at a.cc:1\n#1  0x0056 in ${caller} () at b.cc:2`,
    ).keys;

  it('joins two ways into it, but not two ways into a plain function or a container of the library', () => {
    const shared = (top: string): string[] => {
      const [one, other] = [crash(top, 'feed'), crash(top, 'drain')];
      expect(one.strict).not.toBe(other.strict);
      return one.alt.filter((key) => other.alt.includes(key));
    };
    expect(shared('nova::Ring::push')).toHaveLength(1);
    expect([shared('copy'), shared('std::vector<int>::at')]).toEqual([[], []]);
  });
});
