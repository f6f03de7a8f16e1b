// One fault as several tools see it: a sanitizer, a memory checker, debuggers and their extensions, runtimes with a stack and without.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const strict = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const keysOf = (text: string): readonly string[] => {
  const { keys, kind } = fingerprintText(text);
  expect(kind).toBe('native');
  return [keys.strict, ...keys.alt];
};
const areOne = (one: string, other: string): boolean => keysOf(one).some((key) => keysOf(other).includes(key));

const asan = (failure: string, access: string): string => `==7==ERROR: AddressSanitizer: ${failure}
${access} of size 4 at 0x602000000071 thread T0
    #0 0x51b28b in ring_push /src/ring.c:201:27
    #1 0x51759a in ring_feed /src/ring.c:180:21`;
const segv = asan(
  'SEGV on unknown address 0x000000000000 (pc 0x51b28b T0)\nThe signal is caused by a READ memory access.',
  '',
);
const bare = `#0  0x000055555555b2 in ring_push (ring=0x0) at ring.c:201
#1  0x000055555555c4 in ring_feed (ring=0x0, n=3) at ring.c:180`;
const checker = (error: string, address: string): string => `==7== ${error} of size 4
==7==    at 0x10916B: ring_push (ring.c:201)
==7==    by 0x1091A2: ring_feed (ring.c:180)
==7==  Address 0x4a47040 is ${address}`;

describe('a segmentation fault', () => {
  it('is one under a sanitizer, in a debugger that says nothing of it, and in one that stops at it', () => {
    expect(areOne(segv, bare)).toBe(true);
    const stopped = `Program received signal SIGSEGV, Segmentation fault.\n[Switching to Thread 0x7f12 (LWP 7)]\nring_push (ring=0x0) at ring.c:201\n201\t  ring->n = 1;\n${bare}`;
    expect(strict(stopped)).toBe('SIGSEGV | ring_push | ring_feed');
    expect(areOne(segv, stopped)).toBe(true);
  });

  it('is not what a program did to itself', () => {
    const abort = `#0  __GI_raise (sig=6) at raise.c:51\n#1  0x00007ffff7 in __GI_abort () at abort.c:79\n${bare.replace('#1 ', '#3 ').replace('#0 ', '#2 ')}`;
    expect(areOne(segv, abort)).toBe(false);
  });

  it('is known by the place at which a debugger stopped, where nobody asked for more', () => {
    const stop = (place: string): string =>
      `Program received signal SIGSEGV, Segmentation fault.\n${place}\n201\t  x\n RAX  0x0`;
    expect(strict(stop('0x00007ffff7b9600b in ring_push (ring=0x0) at ring.c:201'))).toBe('SIGSEGV | ring_push');
    expect(strict(stop('ring_push (ring=0x0) at ring.c:201'))).toBe('SIGSEGV | ring_push');
    expect(strict('Stopped reason: SIGSEGV\n0x0000000000428432 in ring_push (ring=0x65) from /lib/libring.so')).toBe(
      'SIGSEGV | ring_push',
    );
  });
});

describe('a memory checker', () => {
  it('says by the address what a sanitizer says by the class', () => {
    const overflow = checker('Invalid write', "0 bytes after a block of size 40 alloc'd");
    expect(areOne(overflow, asan('heap-buffer-overflow on address 0x602000000071', 'WRITE'))).toBe(true);
    expect(areOne(overflow, asan('heap-buffer-overflow on address 0x602000000071', 'READ'))).toBe(false);
    expect(areOne(overflow, asan('heap-use-after-free on address 0x602000000071', 'WRITE'))).toBe(false);
    const freed = checker('Invalid write', "8 bytes inside a block of size 40 free'd");
    expect(areOne(freed, asan('heap-use-after-free on address 0x602000000071', 'WRITE'))).toBe(true);
    const wild = checker('Invalid read', "not stack'd, malloc'd or (recently) free'd");
    expect(areOne(wild, segv)).toBe(true);
    expect(areOne(overflow, segv)).toBe(false);
  });

  it('tells of values that nobody set before what kills', () => {
    const unset = `==7== Conditional jump or move depends on uninitialised value(s)
==7==    at 0x40E6D0: ring_mix (ring.c:26)
==7==    by 0x40BB0F: ring_feed (ring.c:180)
==7==
`;
    const wild = checker('Invalid read', "not stack'd, malloc'd or (recently) free'd");
    expect(strict(unset + wild)).toBe(strict(wild));
    expect(strict(unset)).toContain('ring_mix');
  });
});

it('knows memory that was handed back twice, whoever noticed', () => {
  const glibc = `double free or corruption (fasttop)\n${bare.replace('#1 ', '#6 ').replace('#0  0x000055555555b2 in', '#0  __GI_raise (sig=6) at raise.c:51\n#1  __GI_abort () at abort.c:79\n#4  _int_free (av=0x1, p=0x2) at malloc.c:1\n#5  0x000055555555b2 in')}`;
  const told = `==7==ERROR: AddressSanitizer: attempting double-free on 0x602000009df0 in thread T0:
    #0 0x4cdb78 in __interceptor_free (/nova+0x4cdb78)
    #1 0x51b28b in ring_push /src/ring.c:201:27
    #2 0x51759a in ring_feed /src/ring.c:180:21`;
  expect(areOne(glibc, told)).toBe(true);
});

it('knows a race by both accesses, whichever was seen second', () => {
  const access = (what: string, top: string): string =>
    `  ${what} of size 4 at 0x7b04 by thread T1:\n    #0 ${top} ring.c:20 (nova+0x3d0c)\n    #1 ${top}_loop ring.c:29 (nova+0x3d74)\n\n`;
  const head = 'WARNING: ThreadSanitizer: data race (pid=7)\n';
  const one = head + access('Write', 'ring_push') + access('Previous read', 'ring_pop');
  const other = head + access('Read', 'ring_pop') + access('Previous write', 'ring_push');
  expect(areOne(one, other)).toBe(true);
  expect(areOne(one, head + access('Write', 'ring_drop') + access('Previous write', 'ring_push'))).toBe(false);
});

describe('a panic', () => {
  const stack =
    'stack backtrace:\n   1:     0x7f39eddf5a20 - rt::unwind::begin_unwind_inner::h312ad0c8f7e45209eKz\n   2:     0x7f39ebc46810 - ring::feed::hbc757194a8694e9cQe\n';
  const panic = (said: string): string => `thread 'main' panicked at '${said}', src/ring.rs:12\n`;

  it('is known by what only its programmer says, with a stack and without', () => {
    expect(areOne(panic('ring is full of sand'), panic('ring is full of sand') + stack)).toBe(true);
    expect(areOne(panic('index out of bounds: the len is 0'), panic('index out of bounds: the len is 0') + stack)).toBe(
      false,
    );
  });

  it('says nothing by a payload that is no text', () => {
    expect(strict(panic('Box<Any>') + stack)).toBe('panic | ring::feed');
  });

  it('is seen by its stack alone', () => {
    expect(strict(stack)).toBe('crash | ring::feed');
  });
});

it.each([
  [
    'an extension in brackets',
    '[#0] Id 1, Name: "nova", stopped, reason: SIGSEGV\n[#0] 0x7ffff7bc585a → Name: ring_push(ring=0x55)\n[#1] 0x4005f0 → ring_feed()',
    'SIGSEGV | ring_push | ring_feed',
  ],
  [
    'an extension that points',
    'Program received signal SIGSEGV (fault address 0x60)\n ► f 0     7ffff7751b48 __memmove_avx_unaligned_erms+120\n   f 1     7ffff5ca2b3e ring_push+222\n   f 2     7ffff5ca2b3e ring_push+222\n   f 3     7ffff5ca9586 ring_feed+2326',
    'SIGSEGV | ring_push | ring_feed',
  ],
  [
    'the debugger of LLVM',
    "* thread #1, queue = 'main', stop reason = EXC_BAD_ACCESS (code=1, address=0x0)\n  * frame #0: 0x0000000100003f5c nova`ring_push(p=0x0) at ring.c:4:6\n    frame #1: 0x0000000100003f8a nova`ring_feed + 20",
    'EXC_BAD_ACCESS | ring_push | ring_feed',
  ],
  [
    'a minidump in columns',
    'OS|Linux|5.1\nCrash|SIGSEGV|0x8|1\nModule|nova||||||1\n\n0|0|libc.so.6|__poll||||0x5\n1|0|libring.so|ring::push(int)|hg:src/ring.cc:0ade339|4|0x12\n1|1|libring.so|ring::feed(int)|hg:src/ring.cc:0ade339|9|0x1\n',
    'SIGSEGV | ring::push | ring::feed',
  ],
  [
    'a debugger of Windows, 32 bits',
    'ExceptionCode: c0000005 (Access violation)\n\nFAULTING_SOURCE_CODE:\n   602:     inline Ring*\n\nSTACK_TEXT:\n0034ef5c 0186f798 0925b3ec 08d12000 09061100 nova!ring::push+0x47 [c:\\src\\ring.h @ 604]\n0034efdc 01823483 09061100 09061100 08d12000 nova!ring::feed+0x788\n',
    'access violation | ring::push | ring::feed',
  ],
  [
    'OpenCV',
    "OpenCV(3.4.1) Error: Assertion failed (ring > 0) in open, file /src/ring.cpp, line 74\nterminate called after throwing an instance of 'cv::Exception'\n#0  0x00007f12 in __GI_raise (sig=6) at raise.c:54\n#1  0x00007f13 in cv::error(cv::Exception const&) (exc=...) at system.cpp:7\n#2  0x00007f14 in nova::open (n=0) at nova.cpp:2",
    'ASSERT | ring > <n> | nova::open',
  ],
  [
    'a compiler',
    "ring.rs:7:20: error: internal compiler error: this ring should not break\nthread 'rustc' panicked at 'Box<Any>', src/diagnostic.rs:123",
    'internal compiler error | this ring should not break',
  ],
  [
    'Rust that ran out of stack',
    "\nthread 'main' has overflowed its stack\nfatal runtime error: stack overflow\nAborted (core dumped)",
    'stack-overflow',
  ],
  [
    'a C library that its source alone names',
    '==7==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000000\n    #0 0x7fa8abcd  /build/glibc-2.27/string/../sysdeps/x86_64/multiarch/strlen-avx2.S:59\n    #1 0x438700 in strdup /llvm/asan_interceptors.cc:403\n    #2 0x51b200 in ring_push ring.c:2\n    #3 0x51b300 in ring_feed ring.c:3',
    'segv-null | ring_push | ring_feed',
  ],
  [
    'Apple, whose stripped library names a neighbour',
    'Exception Type:  EXC_CRASH (SIGABRT)\nThread 0 Crashed:\n0   libsystem_kernel.dylib        \t0x0000000186388d88 __pthread_kill + 8\n1   libsystem_pthread.dylib       \t0x00000001862a11e8 pthread_kill$VARIANT$mp + 136\n2   libsystem_c.dylib             \t0x00000001861f3d54 err + 0\n3   nova                          \t0x00000001048290f0 -[Ring push] + 20720\n4   nova                          \t0x00000001048290f8 -[Ring feed] + 20728',
    'EXC_CRASH | -[Ring push] | -[Ring feed]',
  ],
])('reads %s', (_tool, text, words) => {
  expect(strict(text).startsWith(words)).toBe(true);
  expect(fingerprintText(text).kind).toBe('native');
});

it('knows a failed check by its function, with a stack and without', () => {
  const check = (fn: string): string => `nova: ring.cc:12: ${fn}: Assertion \`isa<X>(ring)' failed.\n`;
  const stack = '#0  __GI_raise (sig=6) at raise.c:51\n#1  0x00007ffff7 in nova::Ring::push (this=0x1) at ring.cc:12\n';
  expect(strict(check('void nova::Ring::push(int) [with X = Ring]'))).toBe('ASSERT | isa<X>(ring) | nova::Ring::push');
  expect(areOne(check('void nova::Ring::push(int)'), check('void nova::Ring::push(int)') + stack)).toBe(true);
  expect(areOne(check('void nova::Ring::push(int)'), check('int nova::Ring::pop()'))).toBe(false);
});

describe('a report of which nothing is known', () => {
  it('meets its like alone', () => {
    const signal = 'Program received signal SIGSEGV, Segmentation fault.\n';
    const registers = (rax: string): string => `${signal} RAX  ${rax} ◂— 'peer info'\n RBX  0x0\n`;
    expect(areOne(registers('0x7fc86589 (ring)'), registers('0x7fc86589 (sand)'))).toBe(false);
    expect(areOne(registers('0x7fc86589 (ring)'), registers('0x7fc86589 (ring)'))).toBe(true);
  });

  it('is a broken heap that somebody else broke, unless more of the stack is the same', () => {
    const victim = (caller: string): string => `malloc(): memory corruption
#0  __GI_raise (sig=6) at raise.c:51
#1  _int_malloc (av=0x1, bytes=7) at malloc.c:3
#2  0x0001 in ring_log (s=0x1) at log.c:1
#3  0x0002 in ring_critical (s=0x1) at log.c:2
#4  0x0003 in ${caller} (s=0x1) at ring.c:3`;
    expect(areOne(victim('ring_push'), victim('ring_pop'))).toBe(false);
    expect(areOne(victim('ring_push'), victim('ring_push'))).toBe(true);
  });
});
