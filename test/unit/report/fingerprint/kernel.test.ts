// Titles of kernel reports: the guilty frame behind checks, locks and entry points; damaged reports meet nobody.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const trace = (head: string, frames: readonly string[], more = ''): string =>
  [
    head,
    ...(more === '' ? [] : [more]),
    'CPU: 0 PID: 1 Comm: nova',
    'Call Trace:',
    ...frames.map((name) => ` ${name}+0x1/0x2`),
  ].join('\n');
const title = (text: string): string => fingerprintText(text).title;

describe('titles', () => {
  it.each([
    [
      trace('WARNING: CPU: 1 PID: 7 at drivers/nova/isp.c:77 nova_isp_stop+0x1/0x2', ['nova_isp_stop', 'nova_close']),
      'WARNING in nova_isp_stop',
    ],
    [
      trace('kernel BUG at drivers/nova/isp.c:77!', ['nova_isp_stop'], 'RIP: 0010:nova_isp_flush+0x3/0x4'),
      'kernel BUG in nova_isp_flush',
    ],
    [
      trace(
        'Unable to handle kernel NULL pointer dereference at virtual address 0008',
        ['nova_close'],
        'pc : nova_isp_stop+0x1/0x2',
      ),
      'BUG: unable to handle kernel NULL pointer dereference in nova_isp_stop',
    ],
    [
      trace('INFO: task nova:12 blocked for more than 143 seconds.', [
        '__schedule',
        'schedule',
        'mutex_lock',
        'nova_wait_frame',
        'nova_read',
      ]),
      'INFO: task hung in nova_read',
    ],
    [
      trace(
        'BUG: soft lockup - CPU#0 stuck for 22s!',
        ['nova_spin', 'nova_write', 'vfs_write', 'ksys_write'],
        'RIP: 0010:nova_spin+0x1/0x2',
      ),
      'BUG: soft lockup in nova_write',
    ],
    [
      trace('Kernel panic - not syncing: nova: ring 12 is full at 0xffffffc012345678', ['panic']),
      'kernel panic: nova: ring NUM is full at ADDR',
    ],
    [
      trace('BUG: sleeping function called from invalid context at mm/slab.h:7', [
        'dump_stack',
        '___might_sleep',
        '__kmalloc',
        '__x64_sys_nova',
      ]),
      'BUG: sleeping function called from invalid context in sys_nova',
    ],
  ])('%#: %s', (text, expected) => {
    expect(title(text)).toBe(expected);
  });

  it('takes the frames of one task where the log says who printed what', () => {
    const lines = trace('WARNING: CPU: 1 PID: 7 at drivers/nova/isp.c:77 nova_isp_stop+0x1/0x2', [
      'nova_isp_stop',
    ]).split('\n');
    const mixed = lines.flatMap((line) => [
      `[    1.000000][    T7] ${line}`,
      '[    1.000000][    T9]  other_task+0x1/0x2',
    ]);
    expect(fingerprintText(mixed.join('\n')).reading.trace.frames.map(({ fn }) => fn)).not.toContain('other_task');
  });
});

describe('keys', () => {
  it('know a system call by the names of two architectures', () => {
    const called = (name: string) =>
      fingerprintText(trace('BUG: scheduling while atomic: nova/7', ['__schedule', 'schedule', name]));
    expect(called('__x64_sys_nova').keys.strict).toBe(called('__arm64_sys_nova').keys.strict);
  });

  it('put kinds of bad access in one frame loosely together, and strictly apart', () => {
    const one = fingerprintText(
      trace('general protection fault: 0000 [#1] SMP', ['nova_close'], 'RIP: 0010:nova_isp_stop+0x1/0x2'),
    );
    const other = fingerprintText(
      trace('BUG: unable to handle page fault for address: ffff', ['nova_close'], 'RIP: 0010:nova_isp_stop+0x1/0x2'),
    );
    expect(one.keys.loose).toBe(other.keys.loose);
    expect(one.keys.strict).not.toBe(other.keys.strict);
  });

  it('never join reports whose stack is missing', () => {
    const cut = (name: string) =>
      fingerprintText(`[    1.000000] BUG: unable to handle kernel\n[    1.000000]  ${name}+0x1/0x2`).keys.strict;
    expect(cut('nova_a')).not.toBe(cut('nova_b'));
  });
});

describe('what is no kernel report', () => {
  it.each(['BUG: the camera hangs', 'INFO: Running with entropic power schedule', 'D BOOT_DEBUG: ready'])(
    '%s',
    (text) => {
      expect(fingerprintText(text).kind).toBe('text');
    },
  );
});

describe('older kernels and other architectures', () => {
  it.each([
    [
      'a warning without a logger before it',
      'WARNING: at lib/dma-debug.c:800 nova_unmap+0x9c/0x67f()\nHardware name: n1\nCall Trace:\n [<c04463d4>] warn_slowpath_common+0x7c/0x91\n [<c05fcc7a>] nova_unmap+0x9c/0x67f',
      'WARNING in nova_unmap',
    ],
    [
      'a warning that was wrapped',
      'WARNING: at arch/x86/nova.c:467\nnova_get+0x11e/0x140() (Not tainted)\nCall Trace:\n[<ffffffff81067c33>] warn_slowpath_common+0x83/0xc0\n[<ffffffff81028e4e>] nova_get+0x11e/0x140',
      'WARNING in nova_get',
    ],
    [
      'Arm of 32 bits, whose frames have offsets on both sides',
      '[    0.047718] WARNING: at kernel/nova.c:1590 nova_bug+0xec/0x174()\n[    0.047832] Backtrace: \n[    0.047879] [<c010a95c>] (dump_backtrace+0x0/0x114) from [<c09d7e0c>] (dump_stack+0x20/0x24)\n[    0.048307] [<c019c6d0>] (warn_slowpath_null+0x0/0x34) from [<c0215cbc>] (nova_bug+0xec/0x174)',
      'WARNING in nova_bug',
    ],
    [
      'PowerPC',
      '[  104.630167] WARNING: at arch/powerpc/nova.c:390\n[  104.630397] NIP [c000000008068dfc] .nova_check+0x27c/0x390\n[  104.630419] Call Trace:\n[  104.630426] [c000000010f930b0] [c000000008068df8] .nova_probe+0x278/0x390',
      'WARNING in nova_check',
    ],
    [
      's390',
      '[    3.841330] kernel BUG at drivers/nova.c:660!\n[    3.841371] Krnl PSW : 0404c00180000000 0000000000431f8e (nova_alloc+0x62/0x7c)\n[    3.841403] Call Trace:\n[    3.841406]  [<0000000000432114>] nova_init+0xdc/0x184',
      'kernel BUG in nova_alloc',
    ],
    [
      'x86 of 32 bits behind syslog, the module between colons',
      'Jan 12 19:08:41 host kernel: BUG: unable to handle kernel NULL pointer dereference at 00000000\nJan 12 19:08:41 host kernel: IP: [<f88dec25>] :nova:nova_init_ring+0x90/0x302\nJan 12 19:08:41 host kernel: Call Trace:\nJan 12 19:08:41 host kernel:  [<f88dec26>] nova_open+0x1/0x2',
      'BUG: unable to handle kernel NULL pointer dereference in nova_init_ring',
    ],
    [
      'a lockup whose stack ends early',
      'BUG: soft lockup - CPU#1 stuck for 22s! [X:5189]\nEIP is at nova_wait+0x32/0x40\nCall Trace:\n [<f8788f80>] nova_sense+0x60/0x140 [nova]',
      'BUG: soft lockup in nova_wait',
    ],
  ])('%s', (_what, text, title) => {
    expect(fingerprintText(text)).toMatchObject({ kind: 'kernel', title });
  });
});

it('takes the words of a browser for no headline of a kernel', () => {
  for (const word of ['WARNING', 'INFO', 'BUG'])
    expect(fingerprintText(`01-24 11:39:19.736  2155  2286 W chromium: [${word}:nova_main.cc(85)] disabled`).kind).toBe(
      'text',
    );
});
