// Native faults that a checker, a runner of tests or an exception tells without a debugger.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const joined = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => {
    const { strict, alt } = fingerprintText(text).keys;
    return [strict, ...alt];
  });
  return a?.some((key) => b?.includes(key)) ?? false;
};

describe('valgrind', () => {
  const threads = `==9== ---Thread-Announcement------------------------------------------
==9== Thread #3 was created
==9==    at 0x4B0E285: clone (clone.S:76)
==9==    by 0x484A24D: start_threads (main.c:40)
==9==
==9== ----------------------------------------------------------------
==9==
`;
  const stack = `==9==    at 0x1091A1: ring_push (ring.c:41)
==9==    by 0x1091C4: ring_feed (ring.c:60)
==9==    by 0x484A3D7: mythread_wrapper (hg_intercepts.c:387)`;
  const sanitizer = `WARNING: ThreadSanitizer: data race (pid=7)
  Write of size 8 at 0x7b04 by thread T2:
    #0 ring_push /src/ring.c:43 (nova+0x12)
    #1 ring_feed /src/ring.c:62 (nova+0x34)`;

  it('tells of a race, below the stacks that made the threads, as a sanitizer does', () => {
    const helgrind = `${threads}==9== Possible data race during write of size 8 at 0x10C0A0 by thread #3\n==9== Locks held: none\n${stack}`;
    const drd = `==9== Thread 3:\n==9== Conflicting store by thread 3 at 0x0010c0a0 size 8\n${stack}`;
    expect(words(helgrind)).toBe('data race | ring_push | ring_feed');
    expect(words(drd)).toBe(words(helgrind));
    expect(joined(helgrind, sanitizer)).toBe(true);
  });

  it('tells of the order of locks', () => {
    const order = `${threads}==9== Thread #3: lock order "0x10C0A0 before 0x10C0C8" violated\n==9==\n==9== Observed (incorrect) order is: acquisition of lock at 0x10C0C8\n${stack}`;
    expect(words(order)).toBe('lock-order-inversion | ring_push | ring_feed');
  });

  it('tells of a leak, as a sanitizer does', () => {
    const leak = `==9== 24 bytes in 1 blocks are definitely lost in loss record 1 of 1
==9==    at 0x48407B4: malloc (vg_replace_malloc.c:381)
==9==    by 0x109157: ring_new (ring.c:12)
==9==    by 0x109175: main_loop (main.c:4)`;
    const sanitized = `==7==ERROR: LeakSanitizer: detected memory leaks

Direct leak of 24 byte(s) in 1 object(s) allocated from:
    #0 0x7f12 in __interceptor_malloc asan_malloc_linux.cpp:69
    #1 0x1091 in ring_new /src/ring.c:12
    #2 0x1092 in main_loop /src/main.c:4`;
    expect(words(leak)).toBe('leak | ring_new | main_loop');
    expect(joined(leak, sanitized)).toBe(true);
    expect(joined(leak, sanitized.replace('ring_new', 'ring_copy'))).toBe(false);
  });

  it('is read where a mail quotes and indents it', () => {
    const quoted = stack.replaceAll('==9==', '>   ==9==');
    expect(words(`>   ==9== Invalid read of size 4\n${quoted}`)).toBe('invalid read of size | ring_push | ring_feed');
  });
});

it('joins a division by nought as a sanitizer and a debugger tell it', () => {
  const sanitizer = `==7==ERROR: AddressSanitizer: FPE on unknown address 0x5586 (pc 0x5586 bp 0x7f sp 0x7f T0)
    #0 0x5586 in mean /src/stat.c:2
    #1 0x5587 in load_of /src/stat.c:9`;
  const debug = `Program received signal SIGFPE, Arithmetic exception.
#0  0x000055 in mean (n=0) at stat.c:2
#1  0x000056 in load_of (k=1) at stat.c:9`;
  expect(joined(sanitizer, debug)).toBe(true);
});

it('knows a full stack in a debugger by its never ending', () => {
  const cycle = ['parse_term', 'parse_expr'];
  const frames = (count: number, form: (at: number, fn: string) => string): string =>
    Array.from({ length: count }, (_, at) => form(at, cycle[at % 2] ?? '')).join('\n');
  const debug = (count: number): string =>
    `Program received signal SIGSEGV, Segmentation fault.\n${frames(count, (at, fn) => `#${at}  0x0000555555 in ${fn} (d=${at}) at expr.c:5`)}`;
  const sanitizer = `==7==ERROR: AddressSanitizer: stack-overflow on address 0x7ffe (pc 0x55 bp 0x7f sp 0x7f T0)\n${frames(30, (at, fn) => `    #${at} 0x5555 in ${fn} /src/expr.c:4`)}`;
  expect(joined(debug(60), sanitizer)).toBe(true);
  expect(joined(debug(20), sanitizer)).toBe(false);
});

describe('an exception that nobody caught, without a stack', () => {
  const thrown = (what: string, rest: string): string =>
    `terminate called after throwing an instance of 'nova::io_error'\n  what():  ${what}\nAborted\n${rest}`;

  it('is known by what a programmer wrote', () => {
    const one = thrown('ring 7 did not answer within 2000ms', 'nova@host:~$ exit');
    const other = thrown('ring 9 did not answer within 500ms', 'make: *** [run] Error 134');
    expect(joined(one, other)).toBe(true);
    expect(joined(one, thrown('ring 7 has no room left for you', 'nova@host:~$ exit'))).toBe(false);
  });

  it('is not known by what the library says of anybody', () => {
    const ofLibrary = 'basic_string::_M_construct null not valid';
    const ofBus = 'call: org.nova.Error.Unknown: The name is not known here';
    expect(joined(thrown(ofBus, 'nova: gone'), thrown(ofBus, 'ring: also gone'))).toBe(false);
    expect(joined(thrown(ofLibrary, 'nova: gone'), thrown(ofLibrary, 'ring: also gone'))).toBe(false);
  });
});

it('tells undefined behaviour without a stack by the file as well', () => {
  const said = (file: string): string =>
    `${file}:41:7: runtime error: null pointer passed as argument 1, which is declared to never be null`;
  expect(joined(said('../src/ring.c'), said('/home/a/nova/src/ring.c').replace(':41:', ':44:'))).toBe(true);
  expect(joined(said('src/ring.c'), said('src/feed.c'))).toBe(false);
});

describe('Node.js', () => {
  const native = `not ok 41 addons/ring
  ---
  severity: crashed
  stack: |-

      #  out/Release/node[44398]: void node::RemoveHook(Isolate *, Hook, void *) at ../src/api/hooks.cc:130
      #  Assertion failed: (env) != nullptr

    ----- Native stack trace -----

     1: 0x561399a93c1a node::Assert(node::AssertionInfo const&) [out/Release/node]
     2: 0x561399978242 node::RemoveHook(v8::Isolate*, void (*)(void*), void*) [out/Release/node]
     3: 0x7fb5654e745e Ring::~Ring() [/home/a/ring.node]`;

  it('prints its own frames, which are read below the check that failed', () => {
    expect(words(native)).toBe('ASSERT | (env) != nullptr | node::RemoveHook');
  });

  it('prints the place of what was thrown above it, which is no frame, also where a runner indents it', () => {
    const script = `not ok 7 ring
  ---
  stack: |-
    node:internal/assert/utils:281
        throw err;
        ^

    AssertionError [ERR_ASSERTION]: 3 == 4
        at fillRing (/srv/nova/test/ring.js:108:5)
        at feedRing (/srv/nova/test/ring.js:44:5)
        at listOnTimeout (node:internal/timers:614:17)
  ...`;
    expect(fingerprintText(script).kind).toBe('js');
    expect(words(script)).toBe('AssertionError | fillRing | feedRing');
  });

  it('tells of the signal of a child: the script is what failed', () => {
    const child = `    [process 41]: status = null, signal = SIGKILL
    /srv/nova/test/common/child.js:112
        throw error;
        ^

    Error: - process terminated with status null, expected 0
    - process terminated with signal SIGKILL, expected null
        at startRing (/srv/nova/test/ring.js:27:1)
        at feedRing (/srv/nova/test/ring.js:44:5)`;
    expect(fingerprintText(child).kind).toBe('js');
    expect(words(child)).toBe('Error | startRing | feedRing');
  });
});

it('knows a panic of Rust by the function of the program, with hashes of crates and without, below what indexes a vector', () => {
  const panicked =
    "thread 'main' panicked at src/ring.rs:4:75:\nindex out of bounds: the len is 3 but the index is 3\nstack backtrace:\n";
  const brief = `${panicked}   0: __rustc::rust_begin_unwind
   1: core::panicking::panic_fmt
   2: core::panicking::panic_bounds_check
   3: <usize as core::slice::index::SliceIndex<[u8]>>::index
   4: <alloc::vec::Vec<u8> as core::ops::index::Index<usize>>::index
   5: <nova::Ring as nova::Feed>::pop
   6: nova::main`;
  const full = `${panicked}   0:     0x55c1 - std[e28293b1aa0f68bd]::sys::backtrace::_print_fmt
   1:     0x55c2 - core[c1f1a4ba060b9bfa]::panicking::panic_bounds_check
   2:     0x55c3 - <alloc[a1b2c3d4e5f60718]::vec::Vec<u8> as core[c1f1a4ba060b9bfa]::ops::index::Index<usize>>::index
   3:     0x55c4 - <nova[1122334455667788]::Ring as nova[1122334455667788]::Feed>::pop
   4:     0x55c5 - nova[1122334455667788]::main`;
  expect(words(brief)).toBe('panic | ring.rs | nova::Ring::pop');
  expect(words(full)).toBe(words(brief));
});
