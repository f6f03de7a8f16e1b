// Which addresses of a dump identify where it happened: the first that is the firmware's own doing.
import type { Verdict } from '../trace.ts';
import { isCommonTask } from './mcu-fault.ts';
import type { McuPlace } from './mcu-place.ts';

/** Chips of Espressif have `memcpy` and its like in memory of their own, at one address for every firmware. */
const isInRom = (address: string, fault: string): boolean =>
  /^400[0-5]/.test(address) && /Prohibited|LoadStore|IllegalInstruction|Fetch|Divide|access fault/.test(fault);
/** A jump into nowhere leaves no place in pc; an imprecise bus error a wrong one. */
const isNoPlace = (pc: string, fault: string): boolean =>
  pc === '' || /^0{6}|^3f/.test(pc) || /InstrFetchProhibited|IMPRECISERR/.test(fault);
/** Zero, and what an Arm has in lr while it handles an exception. */
const isNoReturn = (lr: string): boolean => lr === '' || /^0{6}|^f{5}/.test(lr);

/** An instruction and the one behind it: backtraces tell the call, registers where it comes back to. */
const nearby = 4;
const isNear = (one: string, other: string): boolean =>
  one !== '' && other !== '' && Math.abs(Number.parseInt(one, 16) - Number.parseInt(other, 16)) <= nearby;

/** A backtrace that nothing is said of may begin in the handler, which lies alike in many programs. */
const bareCalls = 3;

/** Without registers a walk of the stack begins in the handler, and nobody says where it leaves it. */
const walkedCalls = 12;

/** The place, and who called where it alone says nothing. */
export function addressWords(place: McuPlace, fault: string, verdicts: readonly Verdict[]): string[] {
  const { pc, lr, calls, task } = place;
  if (fault === 'fault' && isNear(pc, calls[0] ?? '')) return ownAddress(place, verdicts, calls.slice(0, bareCalls));
  if (!isNoPlace(pc, fault) && !isInRom(pc, fault)) return ownAddress(place, verdicts, placeOf(place, fault));
  const callers = calls.filter((call) => call !== pc && !isInRom(call, fault)).slice(0, pc === '' ? walkedCalls : 2);
  const words = [isCommonTask(task) && isNoReturn(lr) ? '' : task, isNoReturn(lr) ? '' : lr];
  const nearest = callers.length > 0 ? callers : words.filter((word) => word !== '');
  if (!isNoPlace(pc, fault)) return [pc, ...nearest];
  return nearest.length > 0 || /^0{6}/.test(pc) ? nearest : [pc].filter((word) => word !== '');
}

/** What a program gives up by is one address in it, whoever gave up: there the caller counts, too. */
const placeOf = ({ pc, lr }: McuPlace, fault: string): string[] =>
  /^(?:kernel (?:panic|oops)|assert)/.test(fault) && !isNoReturn(lr) ? [pc, lr] : [pc];

/** Where names say that the first frames are of the handler, or copy memory for anybody, the first of its own counts. */
function ownAddress({ pc, addresses }: McuPlace, verdicts: readonly Verdict[], otherwise: readonly string[]): string[] {
  const own = addresses[verdicts.findIndex(({ isKept }) => isKept)] ?? '';
  const isOfHandler = verdicts[0]?.isKept === false && isNear(addresses[0] ?? '', pc);
  return isOfHandler && own !== '' ? [own] : [...otherwise];
}

/** A failed check stands two or three calls above the service that made it; a heap has more between it and whoever asked. */
export const callerWords = ({ calls }: McuPlace, isOfHeap: boolean): string[] => calls.slice(2, isOfHeap ? 8 : 5);
