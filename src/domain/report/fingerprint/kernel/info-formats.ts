// Headlines that begin with `INFO:`: locks, stalls and hung tasks.
import { fromTrace, type Headline, type KernelFormat, otherProgram, re, ripFrame } from './format.ts';

const lockAt = re('at: {{PC}} +{{FUNC}}');

const deadlocks: readonly KernelFormat[] = [
  {
    head: 'possible circular locking dependency detected',
    after: /is trying to acquire lock/,
    as: 'possible deadlock in %1',
  },
  {
    head: 'possible irq lock inversion dependency detected',
    after: /just changed the state of lock/,
    as: 'possible deadlock in %1',
  },
  {
    head: 'SOFTIRQ-safe -> SOFTIRQ-unsafe lock order detected',
    after: /is trying to acquire/,
    as: 'possible deadlock in %1',
  },
  { head: 'possible recursive locking detected', after: /is trying to acquire lock/, as: 'possible deadlock in %1' },
  { head: 'inconsistent lock state', after: /takes/, as: 'inconsistent lock state in %1' },
].map(({ head, after, as }) => ({
  title: new RegExp(`INFO: ${head}`),
  report: [new RegExp(`INFO: ${head}`), after, lockAt],
  as,
}));

const waits: readonly KernelFormat[] = [
  {
    title: /INFO: rcu_(?:preempt|sched|bh|tasks) (?:self-)?detected(?: expedited)? stall/,
    as: 'INFO: rcu detected stall in %1',
    family: 'stall in %1',
    stack: {
      steps: [/apic_timer_interrupt/, ripFrame, 'stack'],
      otherwise: [/(?:apic_timer_interrupt|Exception stack|el1h_64_irq)/, 'stack'],
      skip: ['apic_timer_interrupt', 'rcu'],
      choose: 'stall',
    },
  },
  {
    title: /INFO: task .{0,100}? blocked (?:in I\/O wait )?for more than [0-9]+ seconds/,
    isBroken: true,
    as: 'INFO: task hung in %1',
    family: 'hang in %1',
    stack: { ...fromTrace, choose: 'hang' },
  },
  {
    title: /INFO: task .{0,100}? can't die for more than .* seconds/,
    isBroken: true,
    as: "INFO: task can't die in %1",
    family: 'hang in %1',
    stack: { ...fromTrace, skip: ['schedule'] },
  },
];

export const infoHeadline: Headline = {
  header: 'INFO:',
  formats: [
    ...deadlocks,
    ...waits,
    {
      title: /INFO: trying to register non-static key/,
      as: 'INFO: trying to register non-static key in %1',
      stack: { ...fromTrace, skip: ['stack', 'lock', 'IRQ'] },
    },
    {
      title: /INFO: suspicious RCU usage/,
      report: [/INFO: suspicious RCU usage/, re('{{SRC}}')],
      as: 'INFO: suspicious RCU usage in %2',
      stack: { ...fromTrace, skip: ['rcu', 'kmem', 'slab'] },
    },
    { title: /INFO: (Freed|Allocated) in (.*)/, as: 'INFO: %1 in %2', isDamaged: true },
    { title: /INFO:\s*$/, as: 'INFO: corrupted', isDamaged: true },
  ],
  unless: [
    otherProgram('INFO'),
    /INFO: lockdep is turned off/,
    /INFO: Stall ended before state dump start/,
    /INFO: NMI handler/,
    /INFO: recovery required on readonly filesystem/,
    /(?:handler|interrupt).*took too long/,
    /INFO: sys_.* is not present in \/proc\/kallsyms/,
    /INFO: no syscalls can create resource/,
    /rmt_storage:INFO:/,
    /_INFO:/,
    // Fuzzers of user space print their progress so.
    /INFO: (?:Seed|Loaded|Running|libFuzzer|seed corpus|-max_len|A corpus|\s*\d+ files)/,
  ],
};
