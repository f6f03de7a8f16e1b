// Headlines that begin with `BUG:`, in the order in which they are tried.
import { callTrace, fromRip, fromTrace, type Headline, type KernelFormat, otherProgram, re } from './format.ts';

const kasan: readonly KernelFormat[] = [
  {
    title: /BUG: KASAN:/,
    report: [re('BUG: KASAN: ([a-z-]+) in {{FUNC}}'), /(Read|Write) (?:of size|at addr) (?:[0-9a-f]+)/],
    as: 'KASAN: %1 %3 in %4',
    family: 'bad-access in %4',
    stack: {
      steps: [re('BUG: KASAN: (?:[a-z-]+) in {{FUNC}}'), callTrace, 'stack'],
      skip: ['kernel_fault', 'tag_check', 'mem_abort', '^el1_', '^el1h_'],
    },
  },
  {
    title: /BUG: KASAN:/,
    report: [re('BUG: KASAN: (?:double-free or invalid-free|double-free|invalid-free) in {{FUNC}}')],
    as: 'KASAN: invalid-free in %2',
    family: 'invalid-free in %2',
    stack: {
      steps: [
        re('BUG: KASAN: (?:double-free or invalid-free|double-free|invalid-free) in {{FUNC}}'),
        callTrace,
        'stack',
      ],
      skip: ['slab_', 'kfree', 'vunmap', 'vfree'],
    },
  },
  {
    title: /BUG: KASAN:/,
    report: [/BUG: KASAN: ([a-z-]+) on address/, /(Read|Write) of size [0-9]+/],
    as: 'KASAN: %1 %2',
  },
  { title: /BUG: KASAN: (.*)/, as: 'KASAN: %1', isDamaged: true },
];

const originOf = /(?:Local variable .* created at:|Uninit was created at:)/;

const otherSanitizers: readonly KernelFormat[] = [
  {
    title: /BUG: KMSAN: kernel-usb-infoleak/,
    report: [re('BUG: KMSAN: kernel-usb-infoleak in {{FUNC}}')],
    as: 'KMSAN: kernel-usb-infoleak in %2',
    stack: {
      steps: ['stack', originOf, 'stack'],
      otherwise: [callTrace, 'stack', originOf, 'stack'],
      skip: [
        'alloc_skb',
        'usb_submit_urb',
        'usb_start_wait_urb',
        'usb_bulk_msg',
        'usb_interrupt_msg',
        'usb_control_msg',
      ],
    },
  },
  {
    title: /BUG: KMSAN:/,
    report: [re('BUG: KMSAN: ([a-z-]+) in {{FUNC}}')],
    as: 'KMSAN: %1 in %3',
    family: 'bad-access in %3',
    stack: {
      steps: ['stack', originOf, 'stack'],
      otherwise: [callTrace, 'stack', originOf, 'stack'],
      skip: ['alloc_skb', 'netlink_ack', 'netlink_rcv_skb', '_encrypt$', '^(?:crypto|cipher|drbg|rng)_'],
    },
  },
  { title: /BUG: KCSAN: (.*)/, as: 'KCSAN: %1' },
  ...(
    [
      ['(use-after-free|out-of-bounds) (read|write)', 'KFENCE: %1 %2 in %4', 'bad-access in %4'],
      ['invalid free', 'KFENCE: invalid free in %2', 'invalid-free in %2'],
      ['invalid (read|write)', 'KFENCE: invalid %1 in %3', 'bad-access in %3'],
      ['memory corruption', 'KFENCE: memory corruption in %2', 'bad-access in %2'],
    ] as const
  ).map(
    ([words, as, family]): KernelFormat => ({
      title: re(`BUG: KFENCE: ${words} in {{FUNC}}`),
      as,
      family,
      stack: { steps: [re('BUG: KFENCE: (?:[a-z -]+) in {{FUNC}}'), 'stack'] },
    }),
  ),
];

const accesses: readonly KernelFormat[] = [
  {
    title:
      /BUG: (?:unable to handle kernel paging request|unable to handle page fault for address|Unable to handle kernel data access)/,
    as: 'BUG: unable to handle kernel paging request in %1',
    family: 'bad-access in %1',
    stack: fromRip,
  },
  {
    title: /BUG: (?:unable to handle kernel NULL pointer dereference|[kK]ernel NULL pointer dereference)/,
    as: 'BUG: unable to handle kernel NULL pointer dereference in %1',
    family: 'bad-access in %1',
    stack: fromRip,
  },
  {
    // PowerPC jumped to where nothing is (bad_page_fault in arch/powerpc/mm/fault.c).
    title: /BUG: Unable to handle kernel instruction fetch/,
    as: 'BUG: unable to handle kernel instruction fetch in %1',
    family: 'bad-access in %1',
    stack: fromRip,
  },
  {
    title: /BUG: (?:unable to handle kernel|Unable to handle kernel)/,
    as: 'BUG: unable to handle kernel',
    isDamaged: true,
  },
];

const locks: readonly KernelFormat[] = [
  {
    title:
      /BUG: (spinlock|rwlock) (lockup suspected|already unlocked|recursion|cpu recursion|bad magic|wrong owner|wrong CPU|trylock failure on UP)/,
    as: 'BUG: %1 %2 in %3',
    stack: { ...fromTrace, skip: ['spin_', '_lock', '_unlock'] },
  },
  {
    title: /BUG: soft lockup/,
    as: 'BUG: soft lockup in %1',
    family: 'stall in %1',
    stack: { ...fromRip, choose: 'stall' },
  },
  {
    title: /BUG: .*still has locks held!/,
    report: [/BUG: .*still has locks held!/, re('{{PC}} +{{FUNC}}')],
    as: 'BUG: still has locks held in %1',
  },
  {
    title: /BUG: scheduling while atomic/,
    as: 'BUG: scheduling while atomic in %1',
    stack: { ...fromTrace, skip: ['schedule'] },
  },
  {
    title: /BUG: lock held when returning to user space/,
    report: [/BUG: lock held/, /leaving the kernel with locks still held/, re('at: (?:{{PC}} +)?{{FUNC}}')],
    as: 'BUG: lock held when returning to user space in %1',
  },
  {
    title: /BUG: bad unlock balance detected!/,
    as: 'BUG: bad unlock balance in %1',
    stack: { steps: [re('{{PC}} +{{FUNC}}'), callTrace, 'stack'] },
  },
  {
    title: /BUG: held lock freed!/,
    report: [/BUG: held lock freed!/, re('{{PC}} +{{FUNC}}')],
    as: 'BUG: held lock freed in %1',
  },
  { title: /BUG: workqueue lockup/, as: 'BUG: workqueue lockup' },
  {
    title: /BUG: workqueue leaked lock or atomic/,
    report: [/BUG: workqueue leaked lock or atomic/, /last function: ([a-zA-Z0-9_]+)/],
    as: 'BUG: workqueue leaked lock or atomic in %1',
  },
  // Two architectures word the same fault differently; this one takes the other's name.
  {
    title: /BUG: Invalid wait context/,
    as: 'WARNING: locking bug in %1',
    stack: { ...fromTrace, skip: ['lock_sock', 'release_sock'] },
  },
];

const others: readonly KernelFormat[] = [
  { title: /BUG: Bad rss-counter state/, as: 'BUG: Bad rss-counter state' },
  { title: /BUG: (non-zero nr_(?:ptes|pmds) on freeing mm)/, as: 'BUG: %1' },
  {
    title: /BUG: Dentry .* still in use/,
    report: [/BUG: Dentry .* still in use \([0-9]+\) \[(unmount) of ([^\]]+)\]/],
    as: 'BUG: Dentry still in use in %1',
    alt: 'BUG: Dentry still in use [%1 of %2]',
  },
  {
    title: /BUG: Bad page (state|cache)/,
    as: 'BUG: Bad page %1 in %2',
    stack: {
      steps: [/page last allocated/, 'stack'],
      skip: [
        '(free|put|get|update|release)_page',
        'free_unref',
        '^_*folio',
        'truncate_inode_pages',
        'page_frag_free',
        'alloc',
        'vmap',
        'page_owner',
      ],
    },
  },
  { title: /BUG: Bad page map/, as: 'BUG: Bad page map' },
  {
    title: /BUG: sleeping function called from invalid context at (.*)/,
    as: 'BUG: sleeping function called from invalid context in %2',
    stack: fromTrace,
  },
  {
    title: /BUG: using ([a-z_]+)\(\) in preemptible/,
    as: 'BUG: using %1() in preemptible code in %2',
    stack: { ...fromTrace, skip: ['dump_stack', 'preemption', 'preempt', 'debug_', 'processor_id', 'this_cpu'] },
  },
  {
    title: /BUG: memory leak/,
    as: 'memory leak in %1',
    stack: {
      steps: [/backtrace(?: \(crc [0-9a-fA-F]*\))?:/, 'stack'],
      skip: [
        'kmemleak',
        'mmap',
        'kmem',
        'slab',
        'alloc',
        'create_object',
        'idr_get',
        'list_lru_init',
        'kasprintf',
        'kvasprintf',
        'pcpu_create',
        'strdup',
        'strndup',
        'memdup',
      ],
    },
  },
  {
    title: /BUG: .*stack guard page was hit at/,
    as: 'BUG: stack guard page was hit in %1',
    family: 'stack-overflow in %1',
    stack: { ...fromRip, choose: 'stall' },
  },
  { title: /BUG:\s*$/, as: 'BUG: corrupted', isDamaged: true },
];

export const bugHeadline: Headline = {
  header: 'BUG:',
  formats: [...kasan, ...otherSanitizers, ...accesses, ...locks, ...others],
  unless: [otherProgram('BUG'), /ODEBUG:/, /DEBUG:/, /xlog_status:/, /BUG: no syscalls can create resource/],
};
