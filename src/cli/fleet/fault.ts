// What is wrong with a build, as a person writes it: `crash:1.2.0@n3=5x`, `brick:1.2.0=0.01+48h`.
import { usualHabits } from './habits.ts';

export type FaultKind = 'crash' | 'fail' | 'brick';

export type Fault = {
  readonly kind: FaultKind;
  /** The build that has it. */
  readonly version: string;
  /** Null for every model. */
  readonly model: string | null;
  /** Crashes a device-hour for `crash`, the share of installs for `fail` and `brick`. */
  readonly amount: number;
  /** How long after the boot it begins; 0 from the first moment on. */
  readonly fromMs: number;
};

const spelling = /^(crash|fail|brick):([!-~]+?)(?:@([A-Za-z0-9._-]+))?=(\d+(?:\.\d+)?)(x?)(?:\+(\d{1,4})h)?$/;

export const faultForm =
  'KIND:VERSION[@MODEL]=AMOUNT[+HOURSh], such as brick:1.2.0=0.01 or crash:1.2.0@n3=5x+48h (KIND is crash, fail or brick; hours after the boot, for crash and brick)';

/** Null when the text is no fault, a share above one, or an install that fails after its boot. `5x` is five times the crashes of an ordinary build. */
export function parseFault(text: string): Fault | null {
  const [, kind, version, model = null, amountText = '', times = '', hours = '0'] = spelling.exec(text) ?? [];
  if (times !== '' && (kind !== 'crash' || Number(amountText) < 1)) return null;
  const amount = times === '' ? Number(amountText) : (Number(amountText) - 1) * usualHabits.crashRate;
  if (version === undefined || (kind !== 'crash' && kind !== 'fail' && kind !== 'brick')) return null;
  if (kind === 'fail' && hours !== '0') return null;
  return kind !== 'crash' && amount > 1 ? null : { kind, version, model, amount, fromMs: Number(hours) * 3_600_000 };
}

type Place = { readonly version: string; readonly model: string };

/** The faults of a kind that a device of this model with this build has, whenever they begin. */
export const faultsOf = (faults: readonly Fault[], kind: FaultKind, at: Place): Fault[] =>
  faults.filter(
    (fault) =>
      fault.kind === kind && fault.version === at.version && (fault.model === null || fault.model === at.model),
  );

/** The sum of those that have begun so long after the boot. */
export const amountOf = (faults: readonly Fault[], kind: FaultKind, at: Place, sinceMs = 0): number =>
  faultsOf(faults, kind, at)
    .filter(({ fromMs }) => fromMs <= sinceMs)
    .reduce((sum, { amount }) => sum + amount, 0);
