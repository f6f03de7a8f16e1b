// Native crashes as other systems, memory checkers, runtimes and debuggers tell of them: recognised, and with the frames that count.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

it('reads past a failed allocation that a sanitizer told of and survived', () => {
  const error = `==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000071
WRITE of size 1 at 0x602000000071 thread T0
    #0 0x51b28b in ring_push ring.c:201:27
    #1 0x51759a in ring_feed ring.c:180:21`;
  const warning = '==7==WARNING: AddressSanitizer failed to allocate 0x37206e6f69737265 bytes';
  expect(words(error)).toBe('heap-buffer-overflow WRITE | ring_push | ring_feed');
  expect(words(`${warning}\n${error}`)).toBe(words(error));
});

it('leaves out the end of a stack that the program printed above the report of its sanitizer', () => {
  const error = `==7==ERROR: AddressSanitizer: heap-use-after-free on address 0x602000000071
READ of size 1 at 0x602000000071 thread T0
    #0 0x51b28b in ring_pop ring.c:201:27
    #1 0x51759a in ring_feed ring.c:180:21`;
  const above = '#33 0x00007f150f12ab97 nova_main nova.c:344:0\n#34 0x0000000000808efa _start (/nova+0x808efa)';
  expect(words(`${above}\n${error}`)).toBe(words(error));
});

const told: readonly (readonly [tool: string, text: string, words: string])[] = [
  [
    'systemd',
    `        Signal: 11 (SEGV)
       Message: Process 123 (novad) of user 1000 dumped core.
                Stack trace of thread 123:
                #0  0x00007f12 ring_push (libring.so.1 + 0x12f890)
                #1  0x00007f34 ring_feed (libring.so.1 + 0x12fa00)

                Stack trace of thread 124:
                #0  0x00007f56 __poll (libc.so.6 + 0x10a99)`,
    'SIGSEGV | ring_push | ring_feed',
  ],
  [
    'valgrind',
    `==12== Invalid read of size 4
==12==    at 0x10916B: list_next (list.c:14)
==12==    by 0x1091A2: list_walk (list.c:27)
==12==  Address 0x4a47040 is 0 bytes after a block of size 0 alloc'd
==12==    at 0x4840899: malloc (in /usr/lib/preload.so)`,
    'invalid read of size | list_next | list_walk',
  ],
  [
    'a Java VM',
    `# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f3c9d0a1b2c, pid=4321, tid=4330
#
Native frames: (J=compiled Java code, j=interpreted, C=native code)
C  [libzip.so+0x1b2c]  inflate_block+0x4c
j  com.nova.zip.Inflater.inflate0([BII)I+0`,
    'SIGSEGV | inflate_block | com.nova.zip.Inflater.inflate0',
  ],
  [
    'glog',
    `*** SIGSEGV (@0x18) received by PID 777 (TID 0x7f00) from PID 24; stack trace: ***
    @     0x7f00aabbccdd (unknown)
    @           0x5a1b2c net::Session::OnClose()
    @           0x5a2b3c net::Loop::Dispatch()`,
    'SIGSEGV | net::Session::OnClose | net::Loop::Dispatch',
  ],
  [
    'backward-cpp, which prints the innermost frame last',
    `Stack trace (most recent call last):
#3    Object "./nova", at 0x4012ad, in _start
#2    Source "/src/main.cpp", line 20, in main [0x4017b2]
#1    Source "/src/cfg.cpp", line 9, in Config::load(std::string const&) [0x40171f]
#0    Source "/src/ini.cpp", line 88, in ini::Reader::next() [0x4016aa]
Segmentation fault (Address not mapped to object [0x8])`,
    'segmentation fault | ini::Reader::next | Config::load',
  ],
  [
    'Boost',
    ` 0# audio::Mixer::pull(int) at /src/mixer.cpp:77
 1# 0x00007F1B2C3D4E5F in /lib/libc.so.6
 2# audio::Device::render() at /src/device.cpp:31`,
    'crash | audio::Mixer::pull | audio::Device::render',
  ],
  [
    'Apple, whose crashed thread need not be the first',
    `Exception Type:        EXC_BAD_ACCESS (SIGSEGV)
Thread 0:: Dispatch queue: com.apple.main-thread
0   libsystem_kernel.dylib        	0x00007fff6d3d1dfa mach_msg_trap + 10
Thread 3 Crashed:
0   libobjc.A.dylib               	0x00007fff6c2d5e9d objc_msgSend + 29
1   com.nova.Photos               	0x000000010f3a1b2c -[AlbumController reload:] + 172
2   com.nova.Photos               	0x000000010f3a2b2c -[AppDelegate start] + 92`,
    'EXC_BAD_ACCESS | -[AlbumController reload:] | -[AppDelegate start]',
  ],
  [
    'Unreal Engine on Windows',
    `LogWindows: Error: Unhandled Exception: EXCEPTION_ACCESS_VIOLATION reading address 0x00000000000000f8
LogWindows: Error: [Callstack] 0x00007ff6a1b2c3d4 Nova.exe!AWeapon::Fire() [C:\\build\\Weapon.cpp:118]
LogWindows: Error: [Callstack] 0x00007ff6a1b2c500 Nova.exe!APlayer::Attack() [C:\\build\\Player.cpp:52]`,
    'EXCEPTION_ACCESS_VIOLATION reading | AWeapon::Fire | APlayer::Attack',
  ],
  [
    'Go',
    `panic: runtime error: index out of range [7] with length 3

goroutine 34 [running]:
nova.example/shop/cart.(*Cart).Total(0x0)
\t/go/src/nova.example/shop/cart/cart.go:57 +0x22`,
    'panic: index out of range | cart.(*Cart).Total',
  ],
  [
    'Python that died itself',
    `Fatal Python error: Segmentation fault

Current thread 0x00007f1b (most recent call first):
  File "/opt/nova/stats.py", line 14 in mean_of
  File "/opt/nova/main.py", line 40 in <module>`,
    'Segmentation fault | stats.mean_of | main.py',
  ],
  [
    'Mono',
    `NullReferenceException: Object reference not set
  at PlayerController.Update () [0x00012] in <0123456789abcdef0123456789abcdef>:0 
  at GameLoop.Tick (System.Single dt) [0x00004] in <0123456789abcdef0123456789abcdef>:0 `,
    'NullReferenceException | PlayerController.Update | GameLoop.Tick',
  ],
  [
    'Swift',
    `Fatal error: Unexpectedly found nil while unwrapping an Optional value: file /src/Cart.swift, line 42
0    libswiftCore.so                    0x00007fb8 swift_reportError + 50
1    Nova                               0x0000000000401b2c Cart.total() + 120`,
    'fatal error | Unexpectedly found nil while unwrapping an Optional value | Cart.swift | Cart.total',
  ],
  [
    'Qt',
    'ASSERT failure in QList<T>::at: "index out of range", file /usr/include/qt/qlist.h, line 457\nAborted (core dumped)',
    'ASSERT | QList<T>::at | index out of range | qlist.h',
  ],
  [
    'GLib, after a critical that it survived',
    `(nova:4321): Gtk-CRITICAL **: 10:11:12.123: gtk_widget_show: assertion 'GTK_IS_WIDGET (widget)' failed
Gtk:ERROR:../gtk/gtktreeview.c:1234:gtk_tree_view_expose: assertion failed: (tree != NULL)
Bail out! Gtk:ERROR:../gtk/gtktreeview.c:1234:gtk_tree_view_expose: assertion failed: (tree != NULL)`,
    'ASSERT | gtk_tree_view_expose | assertion failed: (tree != NULL) | gtktreeview.c',
  ],
];

describe('a native crash told by', () => {
  it.each(told)('%s', (_tool, text, expected) => {
    expect(fingerprintText(text).kind).toBe('native');
    expect(words(text)).toBe(expected);
  });

  it.each(told)('%s has the same key in the middle of a log', (_tool, text) => {
    const logged = `starting nova 1.2\nlistening\n\n${text}\n\nnova ended\n`;
    expect(fingerprintText(logged).keys.strict).toBe(fingerprintText(text).keys.strict);
  });
});

describe('a segmentation fault', () => {
  const met = (one: string, other: string): boolean => {
    const keys = (text: string): string[] => {
      const { strict, alt } = fingerprintText(text).keys;
      return [strict, ...alt];
    };
    return keys(one).some((key) => keys(other).includes(key));
  };
  const sanitizer = (...names: string[]): string =>
    [
      '==7==ERROR: AddressSanitizer: SEGV on unknown address 0x000000000008 (pc 0x51b28b bp 0x7f T0)',
      '==7==The signal is caused by a READ memory access.',
      '==7==Hint: address points to the zero page.',
      ...names.map((name, at) => `    #${at} 0x51b28${at} in ${name} ring.c:20${at}:27`),
    ].join('\n');
  const debuggerOf = (...names: string[]): string =>
    [
      'Program received signal SIGSEGV, Segmentation fault.',
      ...names.map((name, at) => `#${at}  0x000055555555566${at} in ${name} (r=0x0) at ring.c:20${at}`),
    ].join('\n');

  it('is one under a sanitizer and in a debugger, where both name the function and its caller', () => {
    expect(met(sanitizer('ring_pop', 'ring_feed'), debuggerOf('ring_pop', 'ring_feed', 'main'))).toBe(true);
    expect(met(sanitizer('ring_pop', 'ring_feed'), debuggerOf('ring_pop', 'ring_drain', 'main'))).toBe(false);
    expect(met(sanitizer('ring_pop'), debuggerOf('ring_pop'))).toBe(false);
  });

  it('is not where an algorithm of the library stood, nor in the library of the sanitizer', () => {
    const stack = `==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x602000000071
READ of size 1 at 0x602000000071 thread T0
    #0 0x7fd1a4d15933  (/usr/lib/libasan.so.2+0xaa933)
    #1 0x51b28b in long std::count<unsigned char*, char>(unsigned char*, unsigned char*, char const&) /usr/include/c++/5/bits/stl_algo.h:3968
    #2 0x51b2aa in ring_scan ring.c:12:3
    #3 0x51b2bb in ring_feed ring.c:30:3`;
    expect(words(stack)).toBe('heap-buffer-overflow READ | ring_scan | ring_feed');
  });
});
