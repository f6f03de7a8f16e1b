// Dumps of chips as further runtimes and tools print them: what failed, and the first place that is the firmware's own.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

const dumps: readonly (readonly [runtime: string, text: string, words: string])[] = [
  [
    'an ESP8266 that gave up',
    'ISR not in IRAM!\n\nUser exception (panic/abort/assert)\n--------------- CUT HERE FOR EXCEPTION DECODER ---------------\n\nAbort called\n\n>>>stack>>>\n3ffffef0:  feefeffe 402021aa feefeffe 40202b1c',
    'abort | ISR not in IRAM | 402021aa | 40202b1c',
  ],
  [
    'Mbed OS: where it faulted, not the handler that says so',
    '++ MbedOS Fault Handler ++\nFaultType: HardFault\nContext:\nR0   : 0000AAA3\nLR   : 00002C59\nPC   : 00004B4E\n-- MbedOS Fault Handler --\n++ MbedOS Error Info ++\nError Message: Fault exception\nLocation: 0x5DEB',
    'HardFault | 00004b4e',
  ],
  [
    'RIOT, whose reason stands below',
    '  pc  = 0x00004952\nEXC_RETURN: 0xfffffffd\n*** RIOT kernel panic (5):\nMEM MANAGE HANDLER\n\n*** halted.',
    'MEM MANAGE HANDLER | 00004952',
  ],
  [
    'RIOT: an assertion by its address',
    '0x1ffa3 => *** RIOT kernel panic:\nFAILED ASSERTION.\n*** halted.',
    'assert | 0001ffa3',
  ],
  [
    'RIOT: an assertion by its place',
    'net/feed.c:123 => FAILED ASSERTION.\n*** RIOT kernel panic:\nFAILED ASSERTION.',
    'assert | feed.c:123',
  ],
  [
    'Zephyr without conditions: the line, and who called',
    'ASSERTION FAIL @ WEST_TOPDIR/dial.h:1020\nE: r3/a4:  0x00000004 r12/ip:  0x00000000 r14/lr:  0x0002b2f9\nE: Faulting instruction address (r15/pc): 0x00084686\nE: >>> ZEPHYR FATAL ERROR 4: Kernel panic on CPU 0',
    'assert | dial.h:1020 | 00084686 | 0002b2f9',
  ],
  [
    'Zephyr on larger Arms',
    '<err> os: ***** DATA ABORT *****\n<err> os: Permission Fault @ 0xc0004000\n<err> os: Faulting instruction address (r15/pc): 0x00000f90\n<err> os: >>> ZEPHYR FATAL ERROR 48: Unknown error on CPU 0',
    'data abort | 00000f90',
  ],
  [
    'Zephyr on RISC-V of 64 bits',
    'E:  mcause: 7, Store access fault\nE:    mepc: 0000000080001d38\nE: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0\nE: Current thread: 0x80013978 (main)',
    'cpu exception | 80001d38',
  ],
  [
    'NuttX: a fault that its handler calls a panic',
    'riscv_exception: EXCEPTION: Load access fault. MCAUSE: 00000005, EPC: 80008bfe, MTVAL: 01473e00\ndump_assert_info: Assertion failed panic: at file: common/riscv_exception.c:131 task: feeder process: feeder 0x8000a806\nup_dump_register: EPC: 80008bfe',
    'load access fault | 80008bfe',
  ],
  [
    'NuttX: a check that failed, whatever the build',
    '[CPU2] dump_assert_info: Assertion failed up_cpu_index() == 0: at file: init/nx_start.c:745 task: Idle_Task process: Kernel 0x802019a6\n[CPU2] up_dump_register: EPC: 0000000080216ffc',
    'assert | up_cpu_index() == 0 | nx_start.c | Idle_Task',
  ],
  [
    'NuttX: a panic that code asked for',
    'dump_assert_info: Assertion failed panic: at file: mm_heap/mm_malloc.c:417 task: feeder process: feeder 0x1',
    'panic | mm_malloc.c | feeder',
  ],
  [
    'NuttX with its table of symbols',
    'arm_hardfault: Hard Fault:\ndump_assert_info: Assertion failed panic: at file: armv8-m/arm_hardfault.c:186 task: start process: start 0x1\nsched_dumpstack: [ 3] [<0x1203ca06>] dial_unlock+0x1/0x20',
    'hard fault | dial_unlock',
  ],
  [
    'NuttX of a walk alone, which begins in the handler',
    '[17] arm_hardfault: PANIC!!! Hard fault: 00000000\n[17] up_assert: Assertion failed at file:armv8-m/arm_hardfault.c line: 134 task: init\n[17] [BackTrace|17|0]:   0xc0f946e  0xc0ec74a   0x2124b8\n[17] [BackTrace|17|1]:   0xc10f5a2\n[17] [BackTrace|18|0]:   0xc10f5a4',
    'hard fault | 0c0f946e | 0c0ec74a | 002124b8 | 0c10f5a2',
  ],
  [
    'NuttX where atomic memory is told with stores',
    'riscv_exception: EXCEPTION: Store/AMO access fault. MCAUSE: 00000007, EPC: 8020cc90, MTVAL: 00000000',
    'store/amo access fault | 8020cc90',
  ],
  [
    'a handler of somebody’s own',
    '[hardfault] type 3\n[hardfault] R0 = 0\n[hardfault] LR [R14] = 8005a31  subroutine call return address\n[hardfault] PC [R15] = 8005b02  program counter',
    'hard fault | 08005b02',
  ],
  [
    'NuttX on Arm',
    'arm_dataabort: Data abort. PC: 0012904e DFAR: 00000000 DFSR: 00000805\nup_dump_register: R0: 00000000',
    'data abort | 0012904e',
  ],
  [
    'RT-Thread behind its log',
    'E [00:00:07,324] (src/kservice.c) rt_assert_handler [1340]: (type(&mq->parent) == Class_MessageQueue) assertion failed at function:mq_send_wait, line number:2026',
    'assert | mq_send_wait | type(&mq->parent) == Class_MessageQueue',
  ],
  [
    'Rust on a chip of Espressif',
    "!! A panic occured in '/crates/dial-0.2.0/src/driver/mod.rs', at line 102, column 42\n\nPanicInfo {\n    payload: Any { .. },\n    message: Some(\n        no dial 12,\n    ),\n}\n\nBacktrace:\n\n0x420019aa\n0x42001b3c",
    'panic | driver/mod.rs | no dial <n> | 420019aa',
  ],
  [
    'a handler that fails in turn, in the middle of a row',
    "Guru Meditation Error: Core  0 panic'ed (LoadProhibited)\nCore 0 register dump:\nPC      : 0x400d13aaGuru Meditation Error: Core  0 panic'ed (LoadStoreError)\nPC      : 0x4008cc79",
    'LoadProhibited | 400d13aa',
  ],
];

describe('a dump of', () => {
  it.each(dumps)('%s', (_runtime, text, expected) => {
    expect(fingerprintText(text).kind).toBe('mcu');
    expect(words(text)).toBe(expected);
  });
});

describe('names beside the addresses', () => {
  const tool = (...calls: readonly (readonly [address: string, name: string])[]): string =>
    `Backtrace: ${calls.map(([address]) => `0x${address}:0x3ffb2190`).join(' ')}\n${calls.map(([address, name], at) => `  #${at}  0x${address} in ${name} at lib/Nova Dial/dial.cpp:12`).join('\n')}`;

  it('say which address is not of the handler', () => {
    const aborted = tool(
      ['4008344d', 'panic_abort'],
      ['4008cf1d', 'abort'],
      ['400d1422', 'nova::Dial::turn()'],
      ['400d1500', 'loop()'],
    );
    expect(words(aborted)).toBe('abort | 400d1422');
    expect(fingerprintText(aborted).title).toBe('abort in nova::Dial::turn');
  });

  it('look through what copies memory for anybody', () => {
    const copied = `EXCVADDR: 0x00000000\n${tool(['40089e75', 'memset'], ['400dcac1', 'nova::Dial::clear()'], ['400d5276', 'setup()'])}`;
    expect(words(copied)).toBe('fault | 400dcac1');
    expect(fingerprintText(copied).title).toBe('fault in nova::Dial::clear');
  });

  it('are chance below rows of registers that hold no code', () => {
    const dump =
      "Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\nMEPC    : 0x42058eb6  RA      : 0x42099aee  SP      : 0x3fcaa220\n0x42058eb6: nova::Dial::read() at dial.cpp:12\nTP      : 0x3fc76ec4  T0      : 0x42046746\n0x42046746: nova::Other::zero() at other.cpp:73\n";
    expect(fingerprintText(dump).reading.trace.frames.map(({ fn }) => fn)).toEqual(['nova::Dial::read']);
  });

  it('of a wild jump leave the first call', () => {
    expect(words(`Backtrace: 0x7b26666f:0x3ffb1d50 0x400d3dee:0x3ffb1d70 0x400d63b1:0x3ffb1d90`)).toBe(
      'fault | 400d3dee | 400d63b1',
    );
  });
});

it('tells two jumps to nowhere apart by who jumped, and joins none of which nothing is told', () => {
  const dump = (lr: string, thread: string): string =>
    `***** USAGE FAULT *****\n  Illegal use of the EPSR\nr3/a4:  0x00000000 r12/ip:  0x00000000 r14/lr:  0x${lr}\nFaulting instruction address (r15/pc): 0x00000000\nCurrent thread: 0x2040c5a0 (${thread})`;
  expect(words(dump('08003009', 'feeder'))).toBe('usage fault | feeder | 08003009');
  expect(words(dump('00000000', 'feeder'))).toBe('usage fault | feeder');
  expect(words(dump('00000000', 'idle'))).not.toBe('usage fault | idle');
});

describe('what a heap notices', () => {
  const told = (check: string, ...calls: string[]): string =>
    `CORRUPT HEAP: Bad head at 0x3ffeb398. Expected 0xabba1234 got 0x3ffe4364\n\n${check}\n\n\nBacktrace: ${calls.map((call) => `0x${call}:0x3ffb2550`).join(' ')}\n`;
  const machinery = ['40083e1d', '4008edc5', '40094521', '40094167', '400842b1', '40094551'];
  const checks = [
    'assert failed: multi_heap_free multi_heap_poisoning.c:253 (head != NULL)',
    'assertion "head != NULL" failed: file "/idf/components/heap/multi_heap_poisoning.c", line 205, function: multi_heap_free',
  ];

  it.each(checks)('is told apart by who asked it: %s', (check) => {
    const dial = told(check, ...machinery, '401907b9', '401936f4');
    expect(words(dial)).toContain('multi_heap_free');
    expect(words(dial)).not.toBe(words(told(check, ...machinery, '401a0001', '401936f4')));
  });

  it('has the names of its callers beside their addresses', () => {
    const names = ['panic_abort', 'esp_system_abort', '__assert_func', 'multi_heap_free', 'heap_caps_free', 'free'];
    const calls = [...machinery, '401907b9', '401936f4'];
    const decoded = [...names, 'nova_drop', 'nova_push'].map(
      (name, at) => `0x${calls[at] ?? ''}: ${name} at main/a.c:12`,
    );
    const raw = told(checks[0] ?? '', ...calls);
    const { strict, alt } = fingerprintText(`${raw}${decoded.join('\n')}\n`).reading.parts;
    expect(strict.join(' | ')).toBe(words(raw));
    expect(alt.map((other) => other.slice(-2))).toEqual([['nova_drop', 'nova_push']]);
  });
});

it('looks below the handler of a fault in a debugger, and below what reads memory for anybody', () => {
  const fault = (fn: string): string =>
    `(gdb) bt\n#0  UserHardFault_ (ef=0x10001fb0) at src/lib.rs:537\n#1  0x08003fe8 in HardFault ()\n#2  <signal handler called>\n#3  0x08002820 in core::ptr::read_volatile (src=0x48001800) at libcore/ptr.rs:472\n#4  0x080001a2 in ${fn} () at src/ring.rs:14\n#5  0x080001b2 in nova::run () at src/main.rs:9`;
  expect(fingerprintText(fault('nova::ring::pop')).kind).toBe('mcu');
  expect(words(fault('nova::ring::pop'))).toContain('nova::ring::pop');
  expect(words(fault('nova::ring::pop'))).not.toBe(words(fault('nova::ring::push')));
});

describe('firmwares that tell of a crash by a logger of their own', () => {
  const keys = (text: string): readonly string[] => {
    const { keys, kind } = fingerprintText(text);
    expect(kind).toBe('mcu');
    return [keys.strict, ...keys.alt];
  };
  const areOne = (one: string, other: string): boolean => keys(one).some((key) => keys(other).includes(key));

  it('are known with names beside their addresses and without', () => {
    const raw = (pc: string): string => `[21:19:24.586][E][esp32.crash:432]: *** CRASH DETECTED ON PREVIOUS BOOT ***
[21:19:24.597][E][esp32.crash:437]:   Reason: Task wdt
[21:19:24.598][E][esp32.crash:446]:   PC:  0x${pc}  (fault location)
[21:19:24.846][E][esp32.crash:355]:   BT0: 0x4018F328  (backtrace)`;
    const named = `${raw('4018F32B')}
WARNING Decoded 0x4018f328: Sensor::read() at /build/sensor.cpp:75 (discriminator 1)
WARNING Decoded 0x4018f30d: Sensor::loop() at /build/sensor.cpp:24`;
    expect(areOne(raw('4018F32B'), named)).toBe(true);
    expect(areOne(raw('4018F32B'), raw('4018A001'))).toBe(false);
    expect(fingerprintText(named).title).toContain('task wdt');
  });

  it('are read past the levels of NuttX', () => {
    const said = [
      'arm_usagefault: PANIC!!! Usage Fault:',
      'arm_usagefault: CFSR: 01000000 HFSR: 00000000',
      'up_assert: Assertion failed at file:armv8-m/arm_usagefault.c line: 113 task: init',
    ];
    const plain = said.join('\n');
    expect(areOne(plain, said.map((line) => `[ EMERG] [ap] ${line}`).join('\n'))).toBe(true);
    expect(areOne(plain, said.map((line) => `[ ERROR] ${line}`).join('\n'))).toBe(true);
  });

  it('are known by the code that was shown where there are no registers', () => {
    const dump = (at: string): string =>
      `Guru Meditation Error: Core  1 panic'ed (IllegalInstruction). Exception was unhandled.\nMemory dump at 0x${at}: bad00bad bad00bad bad00bad\n`;
    expect(areOne(dump('4013ff44').repeat(3), dump('4013ff44'))).toBe(true);
    expect(areOne(dump('4013ff44'), dump('40161308'))).toBe(false);
  });

  it('are one as the chip printed them and as a firmware kept them', () => {
    const registers = 'epc1=0x40107001 epc2=0x00000000 epc3=0x00000000 excvaddr=0x00000000 depc=0x00000000';
    const kept = `Crash # 1 at 3792 ms\nReason of restart: 2\nException cause: 0\n${registers}`;
    expect(areOne(`Exception (0):\n${registers}`, kept)).toBe(true);
    expect(areOne(`Exception (3):\n${registers}`, kept)).toBe(false);
    const started = (cause: number): string =>
      `00:00:05 MQT: nova/INFO3 = {"RestartReason":"Fatal exception:${cause} flag:2 (EXCEPTION) ${registers.replaceAll('=', ':')}"}`;
    expect(areOne(started(0), kept)).toBe(true);
    expect(areOne(started(28), kept)).toBe(false);
  });
});
