// Headlines of panics, traps and everything that has no class of its own.
import { access, fromRip, fromTrace, type Headline, type KernelFormat, one, re, ripFrame } from './format.ts';

const panics: readonly KernelFormat[] = [
  {
    title: /Kernel panic - not syncing: stack-protector:/,
    report: [re('Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: {{FUNC}}')],
    as: 'kernel panic: stack is corrupted in %1',
  },
  {
    title: /Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: [a-f0-9]+/,
    as: 'kernel panic: stack is corrupted in %1',
    stack: { ...fromTrace, skip: ['stack_chk'] },
  },
  {
    title: /Kernel panic - not syncing: corrupted stack end detected inside scheduler/,
    as: 'kernel panic: corrupted stack end in %1',
    family: 'stack-overflow in %1',
    stack: { ...fromTrace, skip: ['schedule', 'retint_kernel'], choose: 'stall' },
  },
  {
    title: /Kernel panic - not syncing: kernel stack overflow/,
    as: 'kernel stack overflow in %1',
    family: 'stack-overflow in %1',
    stack: { ...fromTrace, skip: ['bad_stack'], choose: 'stall' },
  },
  { title: /Kernel panic - not syncing: Attempted to kill init!/, as: 'kernel panic: Attempted to kill init!' },
  {
    title: /Kernel panic - not syncing: Couldn't open N_TTY ldisc for [^ ]+ --- error -[0-9]+/,
    as: "kernel panic: Couldn't open N_TTY ldisc",
  },
  // Consequences: what they follow from was lost.
  { title: /Kernel panic - not syncing: Fatal exception/, as: 'kernel panic: Fatal exception', isDamaged: true },
  { title: /Kernel panic - not syncing: panic_on_warn set/, as: 'kernel panic: panic_on_warn set', isDamaged: true },
  {
    title: /Kernel panic - not syncing: hung_task: blocked tasks/,
    as: 'kernel panic: hung_task: blocked tasks',
    isDamaged: true,
  },
  { title: /Kernel panic - not syncing: (.*)/, as: 'kernel panic: %1' },
];

const bugs: readonly KernelFormat[] = [
  {
    title: /kernel BUG at mm\/usercopy.c/,
    as: 'BUG: bad usercopy in %1',
    stack: { ...fromTrace, skip: ['usercopy', '__check'] },
  },
  {
    title: /kernel BUG at lib\/list_debug.c/,
    as: 'BUG: corrupted list in %1',
    family: 'bad-access in %1',
    stack: fromTrace,
  },
  { title: /kernel BUG at (.*)/, as: 'kernel BUG in %2', stack: { ...fromRip, skip: ['^skb_'] } },
];

const sanitizers: readonly KernelFormat[] = [
  {
    title: /UBSAN: Undefined behaviour in/,
    as: 'UBSAN: undefined-behaviour in %1',
    stack: { ...fromTrace, skip: ['ubsan', 'overflow'] },
  },
  {
    title: /UBSAN: array-index-out-of-bounds in/,
    as: 'UBSAN: array-index-out-of-bounds in %1',
    family: 'bad-access in %1',
    stack: { ...fromTrace, skip: ['ubsan', 'overflow'] },
  },
  { title: /UBSAN: (.*?) in/, as: 'UBSAN: %1 in %2', stack: { ...fromTrace, skip: ['ubsan', 'overflow'] } },
];

const kernelFault = (title: RegExp): KernelFormat => ({
  title,
  as: 'BUG: unable to handle kernel %1 in %2',
  family: 'bad-access in %2',
  stack: fromRip,
});

export const panicHeadlines: readonly Headline[] = [
  {
    header: 'Unable to handle kernel',
    formats: [
      kernelFault(/Unable to handle kernel (paging request|NULL pointer dereference|access to user memory)/),
      // What else arm64 and 32-bit ARM say (arch/arm64/mm/fault.c, arch/arm/mm/fault.c), and whatever they will.
      kernelFault(/Unable to handle kernel ([a-z-]{2,20}(?: [a-z-]{2,20}){0,5}) at /),
    ],
  },
  one('general protection fault', access(/general protection fault.*:/, 'general protection fault in %1'), [
    /general protection fault .* error:\d+ in /,
  ]),
  one('stack segment: ', { title: /stack segment: /, as: 'stack segment fault in %1', stack: fromRip }),
  { header: 'Kernel panic', formats: panics },
  one('PANIC: double fault', {
    title: /PANIC: double fault/,
    as: 'PANIC: double fault in %1',
    stack: { steps: [ripFrame] },
  }),
  one('rust_kernel: panicked', {
    title: /rust_kernel: panicked/,
    report: [/rust_kernel: panicked at/, /^(.+?)$/],
    as: '%1 in %2',
    stack: { ...fromTrace, skip: ['__rustc::rust_begin_unwind'] },
  }),
  { header: 'kernel BUG', formats: bugs },
  // Whoever mails a report announces it so.
  one('Kernel BUG', { title: /Kernel BUG (.*)/, as: 'kernel BUG %1' }, [/Kernel BUG .{0,60}:\s*$/]),
  one('BUG kmalloc-', { title: /BUG kmalloc-.*: Object already free/, as: 'BUG: Object already free' }),
  one('divide error:', { title: /divide error: /, as: 'divide error in %1', stack: { steps: [ripFrame] } }),
  one('divide_error:', { title: /divide_error: /, as: 'divide error in %1', stack: { steps: [ripFrame] } }),
  one('invalid opcode:', { title: /invalid opcode: /, as: 'invalid opcode in %1', stack: { steps: [ripFrame] } }),
  one('int3:', { title: /int3: /, as: 'int3 in %1', stack: fromRip }),
  { header: 'UBSAN:', formats: sanitizers },
  one('unregister_netdevice: waiting for', {
    title: /unregister_netdevice: waiting for .* to become free/,
    as: 'unregister_netdevice: waiting for DEV to become free',
  }),
  one('VFS: Close: file count is 0', {
    title: /VFS: Close: file count is 0/,
    as: 'VFS: Close: file count is zero (use-after-free)',
  }),
  one('VFS: Busy inodes after unmount', {
    title: /VFS: Busy inodes after unmount/,
    as: 'VFS: Busy inodes after unmount (use-after-free)',
  }),
  one('Internal error:', access(/Internal error:/, 'Internal error in %1')),
  one('Unhandled fault:', access(/Unhandled fault:/, 'Unhandled fault in %1')),
  one('Alignment trap:', { title: /Alignment trap:/, as: 'Alignment trap in %1', stack: fromRip }),
  {
    header: 'trusty: panic',
    formats: [
      {
        title: /trusty: panic \([^)]*\):(?: DEBUG)? ASSERT FAILED at \([^)]*\): (.+)/,
        as: 'trusty: ASSERT FAILED: %1',
      },
      { title: /trusty: panic.* ASSERT FAILED.*: *(.*)/, as: 'trusty: ASSERT FAILED: %1', isDamaged: true },
      { title: /trusty: panic \([^)]*\): (.+)/, as: 'trusty: panic: %1' },
    ],
  },
];
