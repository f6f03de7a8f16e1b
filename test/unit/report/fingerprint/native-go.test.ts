// Go: its panics, its fatal errors and its races, with the frames that count, however they were pasted.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const kind = (text: string): string => fingerprintText(text).kind;
const joined = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => {
    const { strict, alt } = fingerprintText(text).keys;
    return [strict, ...alt];
  });
  return a?.some((key) => b?.includes(key)) ?? false;
};

const panic = `panic: runtime error: index out of range [7] with length 3

goroutine 18 [running]:
example.com/nova/ring.(*Ring[...]).Push(0xc00001c0a8, 0x7)
\t/home/a/nova/ring/ring.go:41 +0x1d
example.com/nova/feed.Feed.func1({0xc000012030, 0x2, 0x2})
\t/home/a/nova/feed/feed.go:12 +0x85
created by example.com/nova/feed.Feed in goroutine 1
\t/home/a/nova/feed/feed.go:10 +0x65`;

describe('a panic', () => {
  it('is known by what the runtime says and the two innermost functions', () => {
    expect(words(panic)).toBe('panic: index out of range | ring.(*Ring).Push | feed.Feed.func');
  });

  it('is one whoever lost its tabs, built it elsewhere, or asked for another index', () => {
    const pasted = panic
      .replaceAll('\t', '        ')
      .replaceAll('/home/a', '/srv/build')
      .replace('[7] with length 3', '[9] with length 8')
      .replace('+0x1d', '+0x2f');
    expect(words(pasted)).toBe(words(panic));
    expect(words(panic.replaceAll('\n', '\n    ').replace(/^/, '    '))).toBe(words(panic));
    expect(words(panic.replaceAll('/home/a/', 'C:/Users/A B/'))).toBe(words(panic));
  });

  it('is another one in another function, though the runtime says the same', () => {
    expect(joined(panic, panic.replace('.Push', '.Pop').replace('feed.Feed.func1', 'feed.Drain.func1'))).toBe(false);
  });

  it('is told by what the programmer said, whether or not a test caught it first', () => {
    const own = panic.replace('runtime error: index out of range [7] with length 3', 'ring: no room left');
    expect(words(own)).toBe('panic | ring: no room left | ring.(*Ring).Push');
    expect(words(own.replace('no room left', 'no room left [recovered]'))).toBe(words(own));
  });
});

it('reads past the stack of the runtime where that tells only of dying', () => {
  const fatal = `fatal error: unexpected signal during runtime execution
[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x45f0]

runtime stack:
runtime.throw({0x5a, 0x2a})
\t/usr/local/go/src/runtime/panic.go:992 +0x71
runtime.sigpanic()
\t/usr/local/go/src/runtime/signal_unix.go:802 +0x389

goroutine 1 [syscall]:
main._Cfunc_ring_push(0x0)
\t_cgo_gotypes.go:41 +0x45
main.main()
\t/home/a/nova/main.go:9 +0x17`;
  expect(words(fatal)).toBe('fatal error | unexpected signal during runtime execution | main._Cfunc_ring_push');
});

it('reads stacks of a runtime that was written in C', () => {
  const old = `unexpected fault address 0xb8002000
throw: fault

runtime.throw+0x43 /home/a/go/src/pkg/runtime/runtime.c:102
\truntime.throw(0x829d90e, 0xb8002000)
scanblock+0xe2 /home/a/go/src/pkg/runtime/mgc0.c:119
\tscanblock(0xb7f8b0ec, 0xffffffbc, 0xffffffff)`;
  expect(words(old)).toBe('fatal error | fault | scanblock');
});

describe('a race', () => {
  const race = `WARNING: DATA RACE
Read at 0x00c00001c0a8 by goroutine 8:
  example.com/nova/ring.(*Ring).Len()
      /home/a/nova/ring/ring.go:12 +0x3a
  main.watch()
      /home/a/nova/main.go:20 +0x44

Previous write at 0x00c00001c0a8 by goroutine 7:
  example.com/nova/ring.(*Ring).Push()
      /home/a/nova/ring/ring.go:41 +0x50
  main.feed()
      /home/a/nova/main.go:30 +0x5c
`;

  it('is known by the function that was seen first, and its caller', () => {
    expect(kind(race)).toBe('native');
    expect(words(race)).toBe('data race | ring.(*Ring).Len | main.watch');
  });

  it('is one, whichever of the two was seen first', () => {
    const [one = '', other = ''] = race.split('\n\n');
    const turned = `WARNING: DATA RACE\n${other.replace('Previous write', 'Write')}\n\n${one
      .replace('WARNING: DATA RACE\n', '')
      .replace('Read at', 'Previous read at')}\n`;
    expect(words(turned)).toContain('ring.(*Ring).Push');
    expect(joined(race, turned)).toBe(true);
  });
});
