// Which frame names a stall or a hang: the top of such a stack is a victim, not the cause.
// After linuxStallFrameExtractor and linuxHangTaskFrameExtractor of google/syzkaller pkg/report (Apache-2.0, Copyright 2017 syzkaller project authors).

/** Generic functions that hand work out; what they handed it to is the frame above. */
const anchors: readonly string[] = [
  'process_one_work',
  'do_syscall_',
  'do_fast_syscall_',
  'sysenter_dispatch',
  'tracesys_phase2',
  'el0_svc_handler',
  'invoke_syscall',
  'ret_fast_syscall',
  'netif_receive_skb',
  'do_softirq',
  'call_timer_fn',
  '_run_timers',
  'run_timer_softirq',
  'hrtimer_run',
  'run_ksoftirqd',
  'smpboot_thread_fn',
  '^kthread$',
  'start_secondary',
  'cpu_startup_entry',
  'ret_from_fork',
  'vfs_write',
  'vfs_read',
  'vfs_iter_read',
  'vfs_iter_write',
  'do_iter_read',
  'do_iter_write',
  'call_read_iter',
  'call_write_iter',
  'new_sync_read',
  'new_sync_write',
  'vfs_ioctl',
  'ksys_ioctl',
  'compat_ioctl',
  'compat_sys_ioctl',
  'blkdev_driver_ioctl',
  'blkdev_ioctl',
  '^call_read_iter',
  '^call_write_iter',
  'do_iter_readv_writev',
  '^call_mmap',
  'mmap_region',
  'do_mmap',
  'do_dentry_open',
  'vfs_open',
  '^sock_sendmsg',
  '^sock_recvmsg',
  '^sock_release',
  '^__sock_release',
  '^setsockopt$',
  'kernel_setsockopt',
  'sock_common_setsockopt',
  '^listen$',
  'kernel_listen',
  'sk_common_release',
  '^sock_mmap',
  '^accept$',
  'kernel_accept',
  '^sock_do_ioctl',
  '^sock_ioctl',
  '^compat_sock_ioctl',
  '^nfnetlink_rcv_msg',
  '^rtnetlink_rcv_msg',
  '^netlink_dump',
  '^(sys_)?(socketpair|connect|ioctl)',
  '__do_fault',
  'do_page_fault',
  '^page_fault$',
  '__fput',
  'task_work_run',
  'exit_to_usermode',
  'smp_call_function',
  'tasklet_action',
  'tasklet_hi_action',
];

const isAnchor = new RegExp(anchors.join('|'));

/**
 * A stalled CPU loops through several functions and is stopped in any of them, so the representative one is where the
 * loop was entered. A stack that ends before such a place has only its top.
 */
export function chooseStalled(frames: readonly string[]): { readonly name: string; readonly at: number } | null {
  let before = { name: frames[0] ?? '', at: 0 };
  for (const [at, name] of frames.entries()) {
    if (isAnchor.test(name)) return name.includes('smp_call_function') ? { name: 'smp_call_function', at } : before;
    before = { name, at };
  }
  return frames[0] === undefined ? null : { name: frames[0], at: 0 };
}

/** Hangs in these are one fault, wherever the victims came from. */
const buckets: readonly (readonly [word: string, name: string | null])[] = [
  ['rtnl_lock', null],
  ['synchronize_rcu', 'synchronize_rcu'],
  ['synchronize_srcu', 'synchronize_rcu'],
  ['synchronize_net', 'synchronize_rcu'],
  ['synchronize_sched', 'synchronize_rcu'],
];

const waiting =
  /sched|_lock|_slowlock|down|rwsem|completion|kthread|wait|synchronize|context_switch|__switch_to|cancel_delayed_work|rcu_barrier/;

/** The first frame that is not itself a way to wait. */
export function chooseHung(frames: readonly string[]): { readonly name: string; readonly at: number } | null {
  for (const [at, frame] of frames.entries()) {
    const bucket = buckets.find(([word]) => frame.includes(word));
    if (bucket !== undefined) return { name: bucket[1] ?? frame, at };
  }
  const at = frames.findIndex((frame) => !waiting.test(frame));
  return at === -1 ? null : { name: frames[at] ?? '', at };
}
