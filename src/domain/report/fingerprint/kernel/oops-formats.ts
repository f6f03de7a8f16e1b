// What the kernel prints once it dies of a fault: a headline where whoever cut the log lost the one before it.
import { access, fromRip, type Headline, one } from './format.ts';

const badAccess = 'BUG: unable to handle kernel paging request in %1';

export const oopsHeadlines: readonly Headline[] = [
  // The error code of a page fault (page_fault_oops in arch/x86/mm/fault.c).
  one('Oops: 00', access(/Oops: 00[\da-f]{2} \[#\d{1,3}\]/, badAccess)),
  // PowerPC (bad_page_fault in arch/powerpc/mm/fault.c, _exception and die in arch/powerpc/kernel/traps.c).
  one(
    'Oops: Kernel access of bad area',
    access(/Oops: Kernel access of bad area, sig: \d{1,2} \[#\d{1,3}\]/, badAccess),
  ),
  one('Oops: Exception in kernel mode', {
    title: /Oops: Exception in kernel mode, sig: \d{1,2} \[#\d{1,3}\]/,
    as: 'Oops: Exception in kernel mode in %1',
    stack: fromRip,
  }),
  // MIPS (die and do_trap_or_bp in arch/mips/kernel/traps.c).
  one('Kernel bug detected[#', {
    title: /Kernel bug detected\[#\d{1,3}\]/,
    as: 'kernel BUG in %1',
    stack: { ...fromRip, skip: ['^skb_'] },
  }),
];
