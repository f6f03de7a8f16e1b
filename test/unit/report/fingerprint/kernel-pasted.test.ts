// Kernel reports as people have them: symbolised by a tracker, sent by mail, out of a phone's ring buffer.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const title = (text: string): string => fingerprintText(text).title;
const strict = (text: string): string => fingerprintText(text).keys.strict;

const access = (heads: readonly string[], frames: readonly string[]): string =>
  [
    '==================================================================',
    ...heads,
    'Write of size 4 at addr ffff88801c2a4024 by task nova/46',
    '',
    'CPU: 0 PID: 46 Comm: nova Not tainted 6.6.0 #0',
    'Call Trace:',
    ...frames,
  ].join('\n');

describe('a report that a tracker symbolised', () => {
  const printed = access(
    ['BUG: KASAN: slab-use-after-free in refcount_inc+0x90/0x760'],
    [' dump_stack+0x1/0x2', ' refcount_inc+0x90/0x760', ' nova_ring_get+0x10/0x40', ' nova_open+0x3/0x4'],
  );
  const symbolised = access(
    [
      'BUG: KASAN: slab-use-after-free in instrument_write include/linux/instrumented.h:101 [inline]',
      'BUG: KASAN: slab-use-after-free in atomic_add include/linux/atomic.h:7 [inline]',
      'BUG: KASAN: slab-use-after-free in refcount_inc+0x90/0x760 lib/refcount.c:5',
    ],
    [
      ' __dump_stack lib/dump_stack.c:88 [inline]',
      ' dump_stack+0x1/0x2 lib/dump_stack.c:90',
      ' refcount_inc+0x90/0x760 lib/refcount.c:5',
      ' nova_ring_find drivers/nova/ring.c:7 [inline]',
      ' nova_ring_get+0x10/0x40 drivers/nova/ring.c:12',
      ' nova_open+0x3/0x4 drivers/nova/nova.c:3',
    ],
  );

  it('is the one that the kernel printed', () => {
    expect(title(symbolised)).toBe('KASAN: slab-use-after-free Write in nova_ring_get');
    expect(strict(symbolised)).toBe(strict(printed));
  });

  it('is named by the warned function, not by what was inlined into it', () => {
    const warning = [
      '------------[ cut here ]------------',
      'WARNING: CPU: 1 PID: 19 at drivers/nova/ring.c:232 nova_ring_check drivers/nova/ring.c:232 [inline]',
      'WARNING: CPU: 1 PID: 19 at drivers/nova/ring.c:232 nova_ring_push+0x564/0x2100 drivers/nova/ring.c:5176',
      'RIP: 0010:nova_ring_check drivers/nova/ring.c:232 [inline]',
      'RIP: 0010:nova_ring_push+0x564/0x2100 drivers/nova/ring.c:5176',
      'Call Trace:',
      ' nova_write+0x3/0x4 drivers/nova/nova.c:9',
    ].join('\n');
    expect(title(warning)).toBe('WARNING in nova_ring_push');
  });

  it('was sent by mail, which broke its lines', () => {
    const mailed = symbolised
      .replace('instrument_write include', 'instrument_write  \ninclude')
      .replace('drivers/nova/ring.c:7 [inline]', 'drivers/nova/ring.c:7  \n[inline]')
      .replace('+0x760 lib/refcount.c:5\nWrite', '+0x760  \nlib/refcount.c:5\nWrite');
    expect(mailed).not.toBe(symbolised);
    expect(strict(mailed)).toBe(strict(symbolised));
  });

  it('ends lines in blanks that no mail broke', () => {
    expect(title(printed.replaceAll('\n', '  \n'))).toBe('KASAN: slab-use-after-free Write in nova_ring_get');
  });
});

it('reads what memory was uninitialised below the words that older kernels put above a stack', () => {
  const head = 'BUG: KMSAN: uninit-value in nova_crc+0x2/0x3';
  const frames = [' dump_stack+0x1/0x2', ' kmsan_report+0x1/0x2', ' nova_crc+0x2/0x3', ' nova_probe+0x4/0x5'];
  expect(title([head, ...frames].join('\n'))).toBe('KMSAN: uninit-value in nova_crc');
  expect(title([head, 'CPU: 1 PID: 2 Comm: nova', 'Call Trace:', ...frames].join('\n'))).toBe(
    'KMSAN: uninit-value in nova_crc',
  );
});

describe('the ring buffer of a phone', () => {
  const warning = (fn: string, file: string): string =>
    [
      `WARNING: CPU: 4 PID: 1 at ${file} ${fn}+0xfc/0x10c`,
      'Modules linked in:',
      'Call trace:',
      ...['dump_backtrace', '__warn', 'report_bug', 'bug_handler', 'brk_handler', 'do_debug_exception'].map(
        (name) => `[<0000000000000000>] ${name}+0x1/0x298`,
      ),
      'Exception stack(0xffffff800a94b500 to 0xffffff800a94b640)',
      'b500: ffffffc07746a150 0000000000000003 0000000000000004 ffffffc87d4c1050',
      ...['el1_dbg', fn, 'nova_reboot'].map((name) => `[<0000000000000000>] ${name}+0x1/0xa4`),
    ]
      .map((line, at) => `<4>[    2.1152${10 + at}]  [4:           init:    1] ${line}`)
      .join('\n');

  it('tells apart what the processor stopped for, behind the debug exception that every warning is', () => {
    expect(title(warning('nova_queue', 'drivers/nova/queue.c:68'))).toBe('WARNING in nova_queue');
    expect(title(warning('nova_pin', 'drivers/nova/pin.c:112'))).toBe('WARNING in nova_pin');
  });

  const nameless = (fn: string): string =>
    [
      'WARNING: at ffffff9ea20c9bd0 [verbose debug info unavailable]',
      'Modules linked in:',
      'CPU: 1 PID: 294 Comm: nova Tainted: G W 4.4.143 #1',
      `PC is at ${fn}+0x144/0x150`,
      'LR is at nova_thread+0x2c/0x150',
      'Call trace:',
      `[<ffffff9ea20c9bd0>] ${fn}+0x144/0x150`,
    ]
      .map((line) => `[    0.581853] [    0.581850]@1 ${line}`)
      .join('\n');

  it('names a warning without file and line by its registers, though each line tells its processor', () => {
    expect(title(nameless('nova_worker'))).toBe('WARNING in nova_worker');
    expect(strict(nameless('nova_worker'))).not.toBe(strict(nameless('nova_clock')));
  });

  it('is read from where the unwinder of 32-bit ARM begins, as no words stand above its stack', () => {
    const unwound = (...callers: string[]): string =>
      [
        'WARNING: CPU: 1 PID: 1 at fs/sysfs/dir.c:31 sysfs_create_dir_ns+0xe4/0x100',
        "sysfs: cannot create duplicate filename '/class/nova'",
        'Modules linked in:',
        ...['unwind_backtrace', 'show_stack', '__warn', 'sysfs_create_dir_ns', 'kobject_add', ...callers].map(
          (name, at, all) => `[<c0110b08>] (${name}) from [<c010c870>] (${all[at + 1] ?? 'kernel_init'}+0x10/0x14)`,
        ),
      ].join('\n');
    expect(title(unwound('nova_class_init', 'do_one_initcall'))).toBe('WARNING in nova_class_init');
  });

  it('is read below the registers of a fault in a helper, behind the times and names that a vendor prints', () => {
    const fault = [
      'Unable to handle kernel NULL pointer dereference at virtual address 00000004',
      'Internal error: Oops: 5 [#1] PREEMPT',
      'PC is at __list_add+0x4/0x80',
      'LR is at nova_wait+0x50/0x94',
      'Stack: (0xcbeb1f58 to 0xcbeb2000)',
      '1f40:                                     cbeb1f98 c0c24c7c',
      '[<c025996c>] (__list_add+0x4/0x80) from [<c00fc358>] (nova_wait+0x50/0x94)',
      '[<c00fc358>] (nova_wait+0x50/0x94) from [<c00c96a0>] (nova_thread+0x60/0x80)',
    ].map((line) => `<1>[01-01 00:00:01.270614] [93: nova_thread]${line}`);
    expect(title(fault.join('\n'))).toBe('BUG: unable to handle kernel NULL pointer dereference in nova_wait');
  });

  it('does not take what every boot says of its boot loader for a fault', () => {
    const boot = '<0>[    0.000000]  [0:      swapper:    0] WARNING: x1-x3 nonzero in violation of boot protocol:';
    expect(title(`${boot}\n${warning('nova_queue', 'drivers/nova/queue.c:68')}`)).toBe('WARNING in nova_queue');
  });

  it('is searched to its end where words that begin no report stand first', () => {
    const boot = '<0>[    0.000000]  [0:      swapper:    0] WARNING: x1-x3 nonzero in violation of boot protocol:';
    const said = Array.from(
      { length: 9000 },
      (_, at) => `<6>[    1.${100000 + at}]  [0:      init:    1] nova: step ${at}`,
    );
    const log = [boot, ...said, warning('nova_queue', 'drivers/nova/queue.c:68')].join('\n');
    expect(log.length).toBeGreaterThan(400_000);
    expect(title(log)).toBe('WARNING in nova_queue');
  });

  it('names a warning by its headline where the stack was cut off, unless that names no fault', () => {
    const headline = (fn: string): string => `WARNING: CPU: 1 PID: 3 at drivers/nova/pin.c:9 ${fn}+0x1/0x2`;
    expect(title(`${headline('nova_pin')}\nModules linked in:`)).toBe('WARNING in nova_pin');
    expect(title(`${headline('kobject_add')}\nModules linked in:`)).toBe('WARNING in corrupted');
    expect(title('WARNING: CPU: 1 PID: 330 at nova_raw+0xc0/0xc8\nModules linked in:')).toBe('WARNING in nova_raw');
  });

  it('holds the tombstones of what died before there was a logcat', () => {
    const tombstone = [
      '*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***',
      "Build fingerprint: 'nova/nova:10/A/1:userdebug/test-keys'",
      'pid: 610, tid: 610, name: novaserver  >>> /system/bin/novaserver <<<',
      'signal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x68',
      '    r0  00000000  r1  00000000  r2  c0839c78  r3  00000000',
      '    ip  ad9be484  sp  bed923f0  lr  ad99fa21  pc  ad9a4c14',
      'backtrace:',
      '      #00 pc 0001fc14  /system/lib/libnova.so (nova::Group::add(int)+16)',
      '      #01 pc 0001aa1d  /system/lib/libnova.so (nova::Engine::load()+928)',
    ];
    const logged = tombstone.flatMap((line, at) => [
      `<3>[   24.7440${10 + at}] DEBUG: ${line}`,
      `<6>[   24.9299${10 + at}] init: Could not find nova for ctl.interface_start`,
    ]);
    expect(title(logged.join('\n'))).toBe(title(tombstone.join('\n')));
    expect(strict(logged.join('\n'))).toBe(strict(tombstone.join('\n')));
  });
});

describe('a headline that mail broke', () => {
  const mailed = (...head: string[]): string =>
    [
      ...head,
      '[    7.1] RIP: 0010:nova_queue+0x12/0x34 [nova]',
      '[    7.1] Call Trace:',
      '[    7.1]  nova_write+0x3/0x4 [nova]',
    ].join('\n');

  it.each([
    ['before its place', '[    7.1] WARNING: CPU: 2 PID: 9 at', 'drivers/nova/queue.c:68 nova_queue+0x12/0x34 [nova]'],
    ['behind its place', '[    7.1] WARNING: CPU: 2 PID: 9 at drivers/nova/queue.c:68', 'nova_queue+0x12/0x34 [nova]'],
    [
      'as newer kernels print it',
      '[    7.1] WARNING: drivers/nova/queue.c:68 at',
      'nova_queue+0x12/0x34, CPU#3: nova/9',
    ],
  ])('%s is a warning in that function', (_where, ...head) => {
    expect(title(mailed(...head))).toBe('WARNING in nova_queue');
  });

  it('names what the kernel was built from, not what a tracker says was inlined there', () => {
    const told = [
      '[    7.1] WARNING: CPU: 2 PID: 9 at drivers/nova/queue.c:68',
      'nova_full drivers/nova/queue.c:68 [inline]',
      '[    7.1] WARNING: CPU: 2 PID: 9 at drivers/nova/queue.c:68',
      'nova_queue+0x12/0x34 drivers/nova/queue.c:90',
    ];
    expect(title(mailed(...told))).toBe('WARNING in nova_queue');
  });

  it('has registers and locks whose function stands in the next line', () => {
    const oops = [
      'BUG: kernel NULL pointer dereference, address: 0000000000000008',
      'RIP:',
      '0010:nova_queue+0x12/0x34',
    ];
    expect(title([...oops, 'Call Trace:', ' nova_write+0x3/0x4'].join('\n'))).toBe(
      'BUG: unable to handle kernel NULL pointer dereference in nova_queue',
    );
    const deadlock = [
      'WARNING: possible circular locking dependency detected',
      'nova/16 is trying to acquire lock:',
      'ffff88810f946ab0 (&ring->mutex){+.+.}-{3:3}, at:',
      'nova_queue+0x4e/0x410 drivers/nova/queue.c:262',
      'but task is already holding lock:',
      'ffff88810f946ab8 (&nova->lock){+.+.}-{3:3}, at: nova_open+0x4e/0x410',
      'Call Trace:',
      ' nova_write+0x3/0x4',
    ];
    expect(title(deadlock.join('\n'))).toBe('possible deadlock in nova_queue');
  });

  it('waited in its function, however the sentence is broken', () => {
    const hung = (head: string): string =>
      [
        `[  369.1] INFO: task nova-worker:7 blocked ${head}`,
        '[  369.1]       Not tainted 6.6.0 #1',
        '[  369.1] Call Trace:',
        ...['__schedule', 'nova_drain', 'nova_write'].map((fn) => `[  369.1]  ${fn}+0x3/0x4`),
      ].join('\n');
    const whole = title(hung('for more than 122 seconds.'));
    expect(whole).toBe('INFO: task hung in nova_drain');
    expect(title(hung('for more\nthan 122 seconds.'))).toBe(whole);
    expect(title(hung('for more than\n122 seconds.'))).toBe(whole);
  });

  it('says which function touched freed memory', () => {
    const told = ['[    7.1] BUG: KASAN: slab-use-after-free in', 'nova_queue+0x12/0x34 [nova]'];
    expect(title(mailed(...told, '[    7.1] Read of size 4 at addr ffff88801c2a4024 by task nova/46'))).toBe(
      'KASAN: slab-use-after-free Read in nova_queue',
    );
  });

  it('goes on with its address', () => {
    const told = [
      '[    7.1] general protection fault, probably for non-canonical address',
      '0xdffffc00000000a9: 0000 [#1] SMP',
    ];
    expect(title(mailed(...told))).toBe('general protection fault in nova_queue');
  });
});

it('reads frames into which the kernel was told to write files and lines', () => {
  const decoded = [
    'WARNING: CPU: 2 PID: 9 at drivers/nova/queue.c:68 nova_queue (drivers/nova/queue.c:68 (discriminator 1)) nova',
    'Modules linked in: nova',
    'pc : nova_queue (drivers/nova/queue.c:68 (discriminator 1)) nova',
    'lr : nova_queue (drivers/nova/queue.c:60 include/linux/list.h:9) nova',
    'Call trace:',
    'nova_queue (drivers/nova/queue.c:68 (discriminator 1)) nova',
    'nova_write (drivers/nova/file.c:12) nova',
    'vfs_write (??:?)',
  ].map((line) => `[    7.1] ${line}`);
  expect(title(decoded.join('\n'))).toBe('WARNING in nova_queue');
  expect(fingerprintText(decoded.join('\n')).reading.trace.frames.map(({ fn }) => fn)).toEqual([
    'nova_queue',
    'nova_write',
    'vfs_write',
  ]);
});

describe('a fault is named by', () => {
  const oops = (...lines: string[]): string =>
    ['BUG: kernel NULL pointer dereference, address: 0000000000000008', 'Oops: 0002 [#1] SMP', ...lines].join('\n');

  it('the registers of a guest, whose code segment is another one', () => {
    expect(title(oops('RIP: e030:nova_queue+0x12/0x34 [nova]', 'Call Trace:', ' nova_write+0x3/0x4'))).toBe(
      'BUG: unable to handle kernel NULL pointer dereference in nova_queue',
    );
  });

  it('its stack, where whoever pasted it left the registers out', () => {
    const lines = ['kernel BUG at drivers/nova/queue.c:68!', 'Internal error: Oops - BUG: 0 [#1] SMP', 'Call trace:'];
    expect(title([...lines, ' nova_queue+0x12/0x34', ' nova_write+0x3/0x4'].join('\n'))).toBe(
      'kernel BUG in nova_queue',
    );
  });

  it('the function that warned, where the kernel knows no file, cold as it may be', () => {
    const warning = (where: string): string =>
      [`WARNING: ${where}`, 'Modules linked in:', 'Call Trace:', ' nova_write+0x3/0x4'].join('\n');
    expect(title(warning('CPU: 0 PID: 5 at nova_queue.cold+0xc/0x13 [nova]'))).toBe('WARNING in nova_write');
    expect(title(warning('at nova_queue+0x3a4/0x420 drivers/nova/queue.c:53, CPU#0: nova/9'))).toBe(
      'WARNING in nova_write',
    );
  });

  it.each([
    ['write to read-only memory', 'memory'],
    ['execute from non-executable memory', 'memory'],
    ['execution of user memory', 'memory'],
  ])('where it could not %s, in one line or in two', (said, word) => {
    const fault = (fn: string, broken: boolean): string =>
      [
        `Unable to handle kernel ${broken ? said.replace(` ${word}`, `\n${word}`) : said} at virtual address ffff800081234000`,
        'Internal error: Oops: 8600000f [#1] PREEMPT SMP',
        `pc : ${fn}+0x12/0x34 [nova]`,
        'Call trace:',
        ' nova_write+0x3/0x4 [nova]',
      ].join('\n');
    expect(title(fault('nova_queue', false))).toBe(`BUG: unable to handle kernel ${said} in nova_queue`);
    expect(strict(fault('nova_queue', false))).not.toBe(strict(fault('nova_pin', false)));
    if (!said.includes('user')) expect(strict(fault('nova_queue', true))).toBe(strict(fault('nova_queue', false)));
  });

  it('whose address PowerPC jumped to, and not by what is said of it in a letter', () => {
    const fault = [
      'Kernel BUG from my log:',
      'BUG: Unable to handle kernel instruction fetch (NULL pointer?)',
      'Faulting instruction address: 0x00000000',
      'NIP [0000000000000000] 0x0',
      'LR [c008000010b90048] nova_end+0x8/0x30 [nova]',
      'Call Trace:',
      '[c000200aaeb0f640] [c0000000005af37c] nova_queue+0x20c/0x920',
    ];
    expect(title(fault.join('\n'))).toBe('BUG: unable to handle kernel instruction fetch in nova_queue');
  });

  it('a stack of 32-bit ARM that has no addresses', () => {
    const log = [
      'BUG: scheduling while atomic: nova/13/0x00000101',
      ' unwind_backtrace from show_stack+0x10/0x14',
      ' show_stack from dump_stack_lvl+0x58/0x70',
      ' dump_stack_lvl from __schedule_bug+0x64/0x84',
      ' __schedule_bug from __schedule+0x904/0xc00',
      ' __schedule from schedule+0x60/0xbc',
      ' schedule from nova_queue+0x78/0xfc [nova]',
      ' nova_queue [nova] from nova_write+0x84/0x138 [nova]',
    ].map((line) => `May 05 00:59:02 kernel: ${line}`);
    expect(title(log.join('\n'))).toBe('BUG: scheduling while atomic in nova_queue');
  });
});

it('tells apart by their places what begins with words that no list has', () => {
  const fault = (fn: string): string =>
    `[    7.1] BUG: nova is in an odd state\n[    7.1] Call Trace:\n[    7.1]  dump_stack+0x1/0x2\n[    7.1]  ${fn}+0x3/0x4\n[    7.1]  vfs_write+0x3/0x4`;
  expect(title(fault('nova_queue'))).toBe(title(fault('nova_pin')));
  expect(strict(fault('nova_queue'))).not.toBe(strict(fault('nova_pin')));
  const full = (fn: string): string => fault(fn).replace('nova is in an odd state', 'MAX_NOVA_CHAINS too low!');
  expect(strict(full('nova_queue'))).toBe(strict(full('nova_pin')));
});
