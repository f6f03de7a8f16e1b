// Kernel reports that lost the line which says what went wrong, and files and quotations that hid it.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const titleOf = (lines: readonly string[]): string => {
  const { kind, title } = fingerprintText(lines.join('\n'));
  return `${kind}: ${title}`;
};
const x86 = [
  'CPU: 0 PID: 77 Comm: nova Not tainted 6.1.0 #1',
  'RIP: 0010:nova_feed+0x32/0x70 [nova]',
  'Call Trace:',
  ' <TASK>',
  ' nova_herd+0x41/0x90 [nova]',
  ' do_syscall_64+0x3b/0x90',
];
const power = [
  'LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries',
  'NIP [c00000000008bdb4] nova_feed+0x14/0x70',
  'LR [c00000000008bda0] nova_herd+0x8/0x70',
  'Call Trace:',
  '[c000000003437a10] [c00000000008bda0] nova_herd+0x8/0x70',
];

describe('what a kernel dies of', () => {
  it.each([
    ['PGD 0 P4D 0', 'Oops: 0002 [#1] SMP PTI', x86],
    ['Faulting instruction address: 0xc00000000008bdb4', 'Oops: Kernel access of bad area, sig: 11 [#1]', power],
  ])('is known below %j', (before, oops, rest) => {
    expect(titleOf([before, oops, ...rest])).toBe('kernel: BUG: unable to handle kernel paging request in nova_feed');
  });

  it('is an instruction that PowerPC has not, or a check of MIPS', () => {
    const instruction = ['Oops: Exception in kernel mode, sig: 4 [#1]', ...power];
    expect(titleOf(instruction)).toBe('kernel: Oops: Exception in kernel mode in nova_feed');
    const mips = ['Kernel bug detected[#1]:', 'CPU: 0 PID: 77 Comm: nova Not tainted 6.1.0 #1'];
    const registers = ['epc   : 80123456 nova_feed+0x14/0x70', 'Call Trace:', '[<80123456>] nova_feed+0x14/0x70'];
    expect(titleOf([...mips, ...registers])).toBe('kernel: kernel BUG in nova_feed');
  });

  it('is what the headline says where there is one', () => {
    const whole = [
      'BUG: kernel NULL pointer dereference, address: 0000000000000010',
      'Oops: 0000 [#1] SMP PTI',
      ...x86,
    ];
    expect(titleOf(whole)).toBe('kernel: BUG: unable to handle kernel NULL pointer dereference in nova_feed');
  });

  it('is no word of an app', () => {
    expect(titleOf(['Oops: 0 cows are left', 'nova has no herd'])).toMatch(/^text: /);
  });
});

it('reads a warning of assembly, whose file ends in a capital', () => {
  const head = 'WARNING: CPU: 1 PID: 34 at arch/powerpc/kernel/entry.S:2846 nova_masked+0xc/0xe4';
  expect(titleOf(['------------[ cut here ]------------', head, ...power])).toMatch(/^kernel: WARNING in nova_/);
});

it('reads a report that was quoted more than once', () => {
  const quoted = [
    'INFO: task nova:77 blocked for more than 143 seconds.',
    'Call Trace:',
    ' schedule+0x14b/0x320',
    ' nova_feed+0x1/0x5',
  ];
  const title = 'kernel: INFO: task hung in nova_feed';
  expect(titleOf(quoted.map((line) => `>> ${line}`))).toBe(title);
  expect(titleOf(quoted.map((line) => `> >>> ${line}`))).toBe(title);
});
