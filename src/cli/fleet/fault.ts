// What is wrong with a build, as a person writes it: `crash:1.2.0@n3=5x`, `brick:1.2.0=0.01+48h`.
import { usualHabits } from './habits.ts';

/** `boot`, `drain` and `storage` are what a device measures of itself: boot time, battery drain, free storage. */
const faultKinds = ['crash', 'fail', 'brick', 'boot', 'drain', 'storage'] as const;
export type FaultKind = (typeof faultKinds)[number];

export type Fault = {
  readonly kind: FaultKind;
  /** The build that has it. */
  readonly version: string;
  /** Null for every model. */
  readonly model: string | null;
  /** Crashes a device-hour for `crash`, the share of installs for `fail` and `brick`, times the ordinary for what is measured. */
  readonly amount: number;
  /** How long after the boot it begins; 0 from the first moment on. */
  readonly fromMs: number;
};

const spelling =
  /^(crash|fail|brick|boot|drain|storage):([!-~]+?)(?:@([A-Za-z0-9._-]+))?=(\d+(?:\.\d+)?)(x?)(?:\+(\d{1,4})h)?$/;

export const faultForm =
  'KIND:VERSION[@MODEL]=AMOUNT[+HOURSh], such as brick:1.2.0=0.01, crash:1.2.0@n3=5x+48h or boot:1.2.0=1.6x (KIND is crash, fail or brick, or what devices measure: boot, drain, storage; hours after the boot, but for fail and boot)';

const measured: ReadonlySet<string> = new Set(['boot', 'drain', 'storage']);
/** Far more, and values would leave what a check-in may state. */
const mostTimes = 50;

/** Null when the text is no fault, a share above one, an install that fails after its boot, or a measure that is not "times". `5x` is five times the crashes of an ordinary build. */
export function parseFault(text: string): Fault | null {
  const [, kind, version, model = null, amountText = '', times = '', hours = '0'] = spelling.exec(text) ?? [];
  const known = faultKinds.find((each) => each === kind);
  if (version === undefined || known === undefined) return null;
  const amount = readAmount(known, Number(amountText), times !== '');
  if (amount === null || ((known === 'fail' || known === 'boot') && hours !== '0')) return null;
  return { kind: known, version, model, amount, fromMs: Number(hours) * 3_600_000 };
}

function readAmount(kind: FaultKind, stated: number, isTimes: boolean): number | null {
  if (measured.has(kind)) return isTimes && stated > 0 && stated <= mostTimes ? stated : null;
  if (kind !== 'crash') return !isTimes && stated <= 1 ? stated : null;
  if (!isTimes) return stated;
  return stated < 1 ? null : (stated - 1) * usualHabits.crashRate;
}

type Place = { readonly version: string; readonly model: string };

/** The faults of a kind that a device of this model with this build has, whenever they begin. */
export const faultsOf = (faults: readonly Fault[], kind: FaultKind, at: Place): Fault[] =>
  faults.filter(
    (fault) =>
      fault.kind === kind && fault.version === at.version && (fault.model === null || fault.model === at.model),
  );

const begun = (faults: readonly Fault[], kind: FaultKind, at: Place, sinceMs: number): Fault[] =>
  faultsOf(faults, kind, at).filter(({ fromMs }) => fromMs <= sinceMs);

/** The sum of those that have begun so long after the boot. */
export const amountOf = (faults: readonly Fault[], kind: FaultKind, at: Place, sinceMs = 0): number =>
  begun(faults, kind, at, sinceMs).reduce((sum, { amount }) => sum + amount, 0);

/** How many times the ordinary a device measures so long after the boot. */
export const timesOf = (faults: readonly Fault[], kind: FaultKind, at: Place, sinceMs: number): number =>
  begun(faults, kind, at, sinceMs).reduce((product, { amount }) => product * amount, 1);
