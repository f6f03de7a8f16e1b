// What the kernel prints once it dies of a fault: a headline where whoever cut the log lost the one before it.
import { fromRip, type Headline, type KernelFormat } from './format.ts';

const only = (header: string, format: KernelFormat): Headline => ({ header, formats: [format] });

const badAccess = (title: RegExp): KernelFormat => ({
  title,
  as: 'BUG: unable to handle kernel paging request in %1',
  family: 'bad-access in %1',
  stack: fromRip,
});

export const oopsHeadlines: readonly Headline[] = [
  // The error code of a page fault (page_fault_oops in arch/x86/mm/fault.c).
  only('Oops: 00', badAccess(/Oops: 00[\da-f]{2} \[#\d{1,3}\]/)),
  // PowerPC (bad_page_fault in arch/powerpc/mm/fault.c, _exception and die in arch/powerpc/kernel/traps.c).
  only('Oops: Kernel access of bad area', badAccess(/Oops: Kernel access of bad area, sig: \d{1,2} \[#\d{1,3}\]/)),
  only('Oops: Exception in kernel mode', {
    title: /Oops: Exception in kernel mode, sig: \d{1,2} \[#\d{1,3}\]/,
    as: 'Oops: Exception in kernel mode in %1',
    stack: fromRip,
  }),
  // MIPS (die and do_trap_or_bp in arch/mips/kernel/traps.c).
  only('Kernel bug detected[#', {
    title: /Kernel bug detected\[#\d{1,3}\]/,
    as: 'kernel BUG in %1',
    stack: { ...fromRip, skip: ['^skb_'] },
  }),
];
