// Headlines that begin with `WARNING:`, in the order in which they are tried.
import { callTrace, fromTrace, fromWarning, type Headline, type KernelFormat, otherProgram, re } from './format.ts';

/** Checks of shared code warn about their callers; the caller is the first frame outside. */
const sharedChecks: readonly KernelFormat[] = [
  {
    title: /WARNING: .*lib\/debugobjects\.c.* (?:debug_print|debug_check|at)/,
    as: 'WARNING: ODEBUG bug in %1',
    stack: fromWarning(
      'debug_',
      'rcu',
      'hrtimer_',
      'timer_',
      'work_',
      'percpu_',
      'vunmap',
      'vfree',
      '__free_',
      'debug_check',
      'kobject_',
    ),
  },
  {
    title: /WARNING: .*mm\/usercopy\.c.* (?:usercopy_warn|at)/,
    as: 'WARNING: bad usercopy in %1',
    stack: fromWarning('usercopy', '__check'),
  },
  {
    title: /WARNING: .*lib\/kobject\.c.* (?:kobject_|at)/,
    as: 'WARNING: kobject bug in %1',
    stack: fromWarning('kobject_'),
  },
  {
    title: /WARNING: .*fs\/proc\/generic\.c.* (?:proc_register|at)/,
    as: 'WARNING: proc registration bug in %1',
    stack: fromWarning('proc_'),
  },
  {
    title: /WARNING: .*lib\/refcount\.c.* (?:refcount_|at)/,
    as: 'WARNING: refcount bug in %1',
    stack: fromWarning('refcount', 'kobject_'),
  },
  {
    title: /WARNING: .*kernel\/locking\/lockdep\.c.*lock_/,
    as: 'WARNING: locking bug in %1',
    stack: fromWarning('lock_sock', 'release_sock'),
  },
  {
    title: /WARNING: .*still has locks held!/,
    report: [/WARNING: .*still has locks held!/, re('at: {{FUNC}}')],
    as: 'WARNING: still has locks held in %1',
  },
  { title: /WARNING: Nested lock was not taken/, as: 'WARNING: nested lock was not taken in %1', stack: fromWarning() },
  {
    title: /WARNING: lock held when returning to user space/,
    report: [/WARNING: lock held/, /leaving the kernel with locks still held/, re('at: (?:{{PC}} +)?{{FUNC}}')],
    as: 'WARNING: lock held when returning to user space in %1',
  },
  {
    title: /WARNING: .*mm\/.*\.c.* k?.?malloc/,
    as: 'WARNING: kmalloc bug in %1',
    stack: fromWarning('kmalloc', 'krealloc', 'slab', 'kmem'),
  },
  { title: /WARNING: .*mm\/vmalloc.c.*__vmalloc_node/, as: 'WARNING: zero-size vmalloc in %1', stack: fromWarning() },
  {
    title: /WARNING: .* usb_submit_urb/,
    as: 'WARNING in %1/usb_submit_urb',
    stack: fromWarning('usb_submit_urb', 'usb_start_wait_urb', 'usb_bulk_msg', 'usb_interrupt_msg', 'usb_control_msg'),
  },
];

const plain: readonly KernelFormat[] = [
  { title: re(String.raw`WARNING: {{SRC}} at 0x\d+, CPU#\d+`), as: 'WARNING in %2', stack: fromWarning() },
  { title: re('WARNING: (?:.* )?at {{SRC}} {{FUNC}}'), as: 'WARNING in %3', stack: fromWarning(), ownFunction: 2 },
  { title: re('WARNING: {{SRC}} at {{FUNC}}'), as: 'WARNING in %3', stack: fromWarning() },
  { title: re(String.raw`WARNING: \[.*\] {{SRC}} at {{FUNC}}.*`), as: 'WARNING in %3', stack: fromWarning() },
  // The function stands in the next line, or in the registers of an architecture that prints none here.
  { title: re(String.raw`WARNING: (?:.* )?at {{SRC}}\s*$`), as: 'WARNING in %2', stack: fromWarning() },
];

const nameless: readonly KernelFormat[] = [
  // Kernels without CONFIG_DEBUG_BUGVERBOSE know no file and line (report_bug in lib/bug.c); the registers tell where.
  {
    title: /WARNING: (?:.* )?at \S{1,100} \[verbose debug info unavailable\]/,
    as: 'WARNING in %1',
    stack: fromWarning(),
  },
  {
    title: re(String.raw`WARNING: (?:CPU: [0-9]+ PID: [0-9]+ )?at {{FUNC}}(?:[\w.]{1,60}\+)?0x`),
    as: 'WARNING in %2',
    stack: fromWarning(),
    ownFunction: 1,
  },
];

const locking: readonly KernelFormat[] = [
  {
    title: /WARNING: possible circular locking dependency detected/,
    report: [/WARNING: possible circular locking dependency detected/, /is trying to acquire lock/],
    as: 'possible deadlock in %1',
    stack: {
      steps: [re('at: (?:{{PC}} +)?{{FUNC}}'), re('at: (?:{{PC}} +)?{{FUNC}}'), 'stack'],
      skip: ['process_one_work', 'flush_workqueue', 'drain_workqueue', 'destroy_workqueue'],
    },
  },
  {
    title: /WARNING: possible irq lock inversion dependency detected/,
    report: [/WARNING: possible irq/, /just changed the state of lock/, re('at: (?:{{PC}} +)?{{FUNC}}')],
    as: 'possible deadlock in %1',
  },
  {
    title: /WARNING: .*-safe -> .*-unsafe lock order detected/,
    as: 'possible deadlock in %1',
    stack: { steps: [/which became (?:.*) at:/, 'stack'] },
  },
  {
    title: /WARNING: possible recursive locking detected/,
    report: [/WARNING: possible recursive/, /is trying to acquire lock/, re('at: (?:{{PC}} +)?{{FUNC}}')],
    as: 'possible deadlock in %1',
  },
  {
    title: /WARNING: inconsistent lock state/,
    report: [/WARNING: inconsistent lock state/, /takes/, re('at: (?:{{PC}} +)?{{FUNC}}')],
    as: 'inconsistent lock state in %2',
    stack: fromTrace,
  },
  {
    title: /WARNING: suspicious RCU usage/,
    report: [/WARNING: suspicious RCU usage/, re('{{SRC}}')],
    as: 'WARNING: suspicious RCU usage in %2',
    stack: { ...fromTrace, skip: ['rcu', 'kmem', 'slab'] },
  },
  {
    title: /WARNING: bad unlock balance detected!/,
    as: 'WARNING: bad unlock balance in %1',
    stack: { steps: [re('{{PC}} +{{FUNC}}'), callTrace, 'stack'] },
  },
  {
    title: /WARNING: held lock freed!/,
    report: [/WARNING: held lock freed!/, re('at:(?: {{PC}})? +{{FUNC}}')],
    as: 'WARNING: held lock freed in %1',
  },
];

const stacks: readonly KernelFormat[] = [
  {
    title: /WARNING: kernel stack regs at [0-9a-f]+ in [^ ]* has bad '([^']+)' value/,
    as: "WARNING: kernel stack regs has bad '%1' value",
  },
  {
    title: /WARNING: kernel stack frame pointer at [0-9a-f]+ in [^ ]* has bad value/,
    as: 'WARNING: kernel stack frame pointer has bad value',
  },
  { title: /WARNING: kernel stack regs .* has bad 'bp' value/, as: 'WARNING: kernel stack regs has bad value' },
  { title: /WARNING: kernel stack frame pointer .* has bad value/, as: 'WARNING: kernel stack regs has bad value' },
  { title: /WARNING:\s*$/, as: 'WARNING: corrupted', isDamaged: true },
];

export const warningHeadline: Headline = {
  header: 'WARNING:',
  formats: [...sharedChecks, ...plain, ...nameless, ...locking, ...stacks],
  unless: [
    otherProgram('WARNING'),
    /WARNING: \/etc\/ssh\/moduli does not exist/,
    /WARNING: workqueue cpumask: online intersect > possible intersect/,
    /WARNING: [Tt]he mand mount option/,
    /WARNING: Unsupported flag value\(s\) of/,
    /WARNING: Unprivileged eBPF is enabled/,
    /WARNING: fbcon: Driver/,
    /WARNING: See https/,
    /WARNING: kernel not compiled with CPU_SRSO/,
    // Of the boot loader, at every boot (setup_arch in arch/arm64/kernel/setup.c).
    /WARNING: x1-x3 nonzero in violation of boot protocol/,
    /EXT4-[Ff][Ss]/,
    /warning: .* uses (?:deprecated v2 capabilities|wireless extensions)/i,
    /XFS \(\w+\): WARNING/,
    // Sanitizers of user space and their tools use the same word.
    /WARNING: (?:Memory|Thread|Address|Leak)Sanitizer/,
    /WARNING: linker/,
  ],
};
