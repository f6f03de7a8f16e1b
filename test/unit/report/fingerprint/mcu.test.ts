// Faults of microcontrollers in the words of many runtimes: what died, where, and what changes from one time to the next.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

const dumps: readonly (readonly [runtime: string, text: string, words: string])[] = [
  [
    'the first ESP-IDF',
    'Guru Meditation Error of type LoadProhibited occurred on core  0. Exception was unhandled.\nRegister dump:\nPC      : 0x400e9598  PS      : 0x00060b30',
    'LoadProhibited | 400e9598',
  ],
  [
    'the task watchdog: what runs, not what starves',
    'E (30312) task_wdt: Task watchdog got triggered.\nE (30312) task_wdt:  - IDLE0 (CPU 0)\nE (30312) task_wdt: Tasks currently running:\nE (30312) task_wdt: CPU 0: sensor_task',
    'task watchdog | sensor_task',
  ],
  [
    'the task watchdog of an idle chip',
    'E (30312) task_wdt: Task watchdog got triggered.\nE (30312) task_wdt:  - net (CPU 0)\nE (30312) task_wdt: CPU 0: IDLE0',
    'task watchdog | net',
  ],
  [
    'ESP8266',
    'Fatal exception 28(LoadProhibitedCause):\nepc1=0x4021a1b2, epc2=0x00000000',
    'LoadProhibited | 4021a1b2',
  ],
  [
    'Zephyr on Arm of 64 bits',
    'E: ELR_ELn: 0x0000000040001a2c\nE: >>> ZEPHYR FATAL ERROR 0: CPU exception on CPU 0\nE: Current thread: 0x40020a00 (main)',
    'cpu exception | 40001a2c',
  ],
  [
    'a hook of FreeRTOS',
    'vApplicationStackOverflowHook: task "net_rx" overflowed its stack!',
    'stack overflow | net_rx',
  ],
  [
    'nRF5',
    '<error> hardfault: HARD FAULT at 0x00026F2A\n<error> hardfault:   R12: 0x0  LR:  0x00026F01',
    'hard fault | 00026f2a',
  ],
  [
    'a checked error of nRF5',
    '<error> app: ERROR 8 [NRF_ERROR_INVALID_STATE] at C:\\nova\\main.c:412\nPC at: 0x0002A1B3',
    'error check | NRF_ERROR_INVALID_STATE | main.c',
  ],
  [
    'newlib on a chip',
    '*** PANIC ***\n\nHard assert\nassertion "queue->data" failed: file "/sdk/queue.c", line 30, function: queue_init',
    'assert | queue_init | queue.c | queue->data',
  ],
  [
    'addresses alone, the first two of which some versions glue together',
    '0x40083c51:0x3ffb26d00x4008d2c1:0x3ffb26f0 0x400929e5:0x3ffb2710',
    'fault | 40083c51 | 4008d2c1 | 400929e5',
  ],
  [
    'ESP8266 on one line',
    '<006> 2026-06-18 18:35:05 reason=LoadProhibitedCause epc1=0x40211eed epc2=0x00000000',
    'LoadProhibited | 40211eed',
  ],
  [
    'the task watchdog, with addresses in capitals',
    'E (37) task_wdt: Task watchdog got triggered.\nE (37) task_wdt: CPU 0: main\nBacktrace:0x400E0DC4:0x3FFB06F0 0x40082EA5:0x3FFB0710',
    'task watchdog | main | 400e0dc4',
  ],
  [
    'a full stack as Zephyr tells it',
    'E: ***** BUS FAULT *****\nE:   Stacking error\nE: Faulting instruction address (r15/pc): 0x0000c104\nE: >>> ZEPHYR FATAL ERROR 2: Stack overflow on CPU 0',
    'stack overflow | 0000c104',
  ],
  [
    'a hard fault that NuttX calls a failed assertion of its handler',
    'up_assert: Assertion failed at file:armv7-m/arm_hardfault.c line: 135 task: nav\narm_hardfault: CFSR: 00008200 HFSR: 40000000\narm_registerdump: IP: 0 SP: 20062308 LR: 080196d3  PC: 0812904e',
    'hard fault PRECISERR | 0812904e',
  ],
  [
    'an early Zephyr',
    '***** MPU FAULT *****\n  Instruction Access Violation\nCurrent thread ID = 0x20001884\nFaulting instruction address = 0x20001c70',
    'mpu fault | 20001c70',
  ],
  [
    'a backtrace alone, behind a monitor that leaves no blank',
    '[15:37:11]Backtrace:0x40083829:0x3ffd7dc00x4009491d:0x3ffd7de0\n[15:37:11]\n[15:37:11]Rebooting...',
    'fault | 40083829 | 4009491d',
  ],
  [
    'a stack as a tool decoded it, alone',
    '0x4008305d: panic_abort at /idf/panic.c line 402\n0x40090335: __assert_func at /idf/assert.c line 85\n0x4008c1d1: xQueueSemaphoreTake at /idf/queue.c line 1545\n0x400d3766: ledcWrite at C:\\core\\ledc.c line 235',
    'assert | ledcWrite',
  ],
];

describe('a dump of', () => {
  it.each(dumps)('%s', (_runtime, text, expected) => {
    expect(fingerprintText(text).kind).toBe('mcu');
    expect(words(text)).toBe(expected);
  });

  it.each(dumps)('%s has the same key between other lines and with a monitor before it', (_runtime, text) => {
    const { strict } = fingerprintText(text).keys;
    const monitored = text.split('\n').map((line, at) => `10:11:1${at % 10}.120 -> ${line}`);
    expect(fingerprintText(monitored.join('\n')).keys.strict).toBe(strict);
    expect(fingerprintText(`I (312) boot: chip 3\n\n${text}\nRebooting...\nets Jun  8 2016`).keys.strict).toBe(strict);
  });

  it('nothing but a class goes by its own lines, not by those around it', () => {
    const fault = 'Hard fault: memory access or instruction error.\nPlease file an issue.';
    expect(fingerprintText(`valve open\n${fault}\n\nbye`).keys.strict).toBe(
      fingerprintText(`motor on\n${fault}`).keys.strict,
    );
  });
});

describe('names that a tool put below a dump', () => {
  const dump =
    "Guru Meditation Error: Core  1 panic'ed (LoadProhibited). Exception was unhandled.\nCore  1 register dump:\nPC      : 0x400d15ee  PS      : 0x00060b30\nEXCVADDR: 0x00000000\n\nBacktrace: 0x400d15ee:0x3ffb21d0 0x400d1600:0x3ffb21f0\n";
  const keysOf = (text: string) => fingerprintText(text).keys;
  const tools: readonly (readonly [tool: string, named: (address: string, name: string, at: number) => string])[] = [
    ['the monitor of ESP-IDF', (address, name) => `${address}: ${name} at /src/nova.cpp:12`],
    ['its later versions', (address, name) => `--- ${address}: ${name} at /src/nova.cpp:12`],
    ['the decoder of Arduino', (address, name) => `${address}: ${name}(int) at C:\\src\\nova.ino line 12`],
    ['PlatformIO', (address, name, at) => `  #${at}  ${address} in ${name}(int) at src/nova.cpp:12`],
    [
      'its earlier versions',
      (address, name, at) => `  #${at}  ${address}:0x3ffb21d0 in ${name}(int) at src/nova.cpp:12`,
    ],
    ['ESPHome', (address, name) => `WARNING Decoded ${address}: ${name} at /src/nova.cpp:12`],
    ['espflash', (address, name) => `${address} - ${name}\n    at src/nova.rs:12`],
  ];
  const named = (tool: (typeof tools)[number], name: string): string =>
    `${dump}${tool[1]('0x400d15ee', name, 0)}\n${tool[1]('0x400d1600', 'loopTask', 1)}\n`;

  it.each(tools)('are read as %s prints them', (...tool) => {
    const { strict, alt } = keysOf(named(tool, 'Ring::push'));
    expect(strict).toBe(keysOf(dump).strict);
    expect(alt).toEqual(keysOf(named(tools[0] ?? tool, 'Ring::push')).alt);
    expect(alt).toHaveLength(1);
  });

  it.each(tools)('do not put two programs together that fail where all begin, as %s prints it', (...tool) => {
    expect(keysOf(named(tool, 'setup')).alt).toEqual([]);
  });

  it('say more of the first ESP chips than the stack, which begins with who called', () => {
    const decoded =
      'Exception 28: LoadProhibited: a load\nPC: 0x4020105d: Ring::push(int) at /src/nova.ino line 12\n\nDecoding stack results\n0x40201234: Ring::feed() at /src/nova.ino line 20\n';
    expect(words(decoded)).toBe('LoadProhibited | Ring::push | Ring::feed');
  });
});

describe('the place of a fault', () => {
  const guru = (pc: string, rest: string): string =>
    `Guru Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.\nCore 0 register dump:\nPC      : 0x${pc}  PS      : 0x00060230  A0      : 0x8200e0f5  A1      : 0x3fcf3620\n${rest}`;

  it('is not what a boot before it left above', () => {
    const tail = 'Rebooting...\nSaved PC:0x40379bee\nentry 0x403c98ac\n';
    expect(words(tail + guru('42003027', ''))).toBe('StoreProhibited | 42003027');
  });

  it('is told by the caller where every firmware has the function at the same address', () => {
    expect(words(guru('400570e8', 'Backtrace: 0x400570e5:0x3fcf3620 |<-CORRUPTED'))).toBe(
      'StoreProhibited | 400570e8 | 4200e0f5',
    );
    expect(words(guru('400570e8', 'Backtrace: 0x400570e5:0x3fcf3620 0x4200d3c1:0x3fcf3640'))).toBe(
      'StoreProhibited | 400570e8 | 4200d3c1',
    );
  });

  it('is in the stack of an ESP8266 that jumped into data', () => {
    const dump =
      'Exception (2):\nepc1=0x3fff5134 epc2=0x0\n>>>stack>>>\n3ffffd20:  3fff6ca2 0000002e 00000010 4027daef  \n';
    expect(words(dump)).toBe('InstructionFetchError | 4027daef');
  });
});

describe('a check that failed in a service which any code calls', () => {
  const failed = (stack: string): string =>
    `assert failed: xQueueSemaphoreTake queue.c:1545 (( pxQueue ))\n\n\n${stack}`;
  const decoded = (caller: string): string =>
    failed(
      `Backtrace: 0x40081b52:0x3ffbafe0\n0x40081b52: panic_abort at /p.c:4\n\n0x4008af86: xQueueSemaphoreTake at /queue.c:15\n\n0x400e2e3f: ${caller} at /d.c:1\n`,
    );

  it('is another fault of another caller', () => {
    const [read, write] = ['bus_read', 'bus_write'].map((caller) => fingerprintText(decoded(caller)));
    expect(read?.keys.alt).not.toEqual(write?.keys.alt);
    expect(read?.reading.parts.alt[0]).toContain('bus_read');
  });

  it('is known by its addresses where there are no names', () => {
    const raw =
      'Backtrace: 0x40081b52:0x3f0 0x4008a0fd:0x3ffbb000 0x40090f81:0x3ffbb020 0x4008af86:0x3ffbb140 0x400e2e3f:0x3ffbb180';
    expect(words(failed(raw))).toContain('4008af86 | 400e2e3f');
  });
});

/** A core dump as a tool shows it, of one program: `cause` is what that chip's registers say. */
const coreDump = (cause: string, frames: readonly string[]): string =>
  [
    '==================== ESP32 CORE DUMP START ====================',
    'Crashed task handle: 0x3fc91aa0',
    '================== CURRENT THREAD REGISTERS ===================',
    cause,
    'pc             0x4200583c\t0x4200583c',
    '==================== CURRENT THREAD STACK =====================',
    ...frames.map((frame, at) => `#${at}  0x4200583${at} in ${frame} () at ../main/nova.c:7${at}`),
    '======================== THREADS INFO =========================',
  ].join('\n');

describe('one program on two chips', () => {
  const frames = ['read_sensor', 'sensor_task'];
  const keysOf = (cause: string, of = frames): readonly string[] => {
    const { strict, alt } = fingerprintText(coreDump(cause, of)).keys;
    return [strict, ...alt];
  };
  const silent = keysOf('ra             0x42005836\t0x42005836');
  const share = (one: readonly string[], other: readonly string[]) => one.some((key) => other.includes(key));

  it('shares a key where one has no word for what went wrong', () => {
    const told = keysOf('exccause       0x1d (StoreProhibitedCause)');
    expect(told[0]).not.toBe(silent[0]);
    expect(share(told, silent)).toBe(true);
  });

  it('shares none with another caller, with a stack of entries alone, or with an assert', () => {
    const cause = 'exccause       0x1d (StoreProhibitedCause)';
    expect(share(keysOf(cause, ['read_sensor', 'other_task']), silent)).toBe(false);
    const entries = ['app_main', 'main_task'];
    expect(share(keysOf(cause, entries), keysOf('ra             0x42005836', entries))).toBe(false);
    expect(share(keysOf('abort() was called at PC 0x42009625 on core 0'), silent)).toBe(false);
  });
});
