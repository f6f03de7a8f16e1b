// What is wrong with a build, as a person writes it: `crash:1.2.0@n3=5x`.
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
};

const spelling = /^(crash|fail|brick):([!-~]+?)(?:@([A-Za-z0-9._-]+))?=(\d+(?:\.\d+)?)(x?)$/;

export const faultForm =
  'KIND:VERSION[@MODEL]=AMOUNT, such as brick:1.2.0=0.01 or crash:1.2.0@n3=5x (KIND is crash, fail or brick)';

/** Null when the text is no fault, or a share above one. `5x` is five times the crashes of an ordinary build. */
export function parseFault(text: string): Fault | null {
  const [, kind, version, model = null, amountText = '', times = ''] = spelling.exec(text) ?? [];
  if (times !== '' && (kind !== 'crash' || Number(amountText) < 1)) return null;
  const amount = times === '' ? Number(amountText) : (Number(amountText) - 1) * usualHabits.crashRate;
  if (version === undefined || (kind !== 'crash' && kind !== 'fail' && kind !== 'brick')) return null;
  return kind !== 'crash' && amount > 1 ? null : { kind, version, model, amount };
}

/** The sum of what applies to a device of this model with this build. */
export function amountOf(faults: readonly Fault[], kind: FaultKind, at: { version: string; model: string }): number {
  const applies = (fault: Fault) =>
    fault.kind === kind && fault.version === at.version && (fault.model === null || fault.model === at.model);
  return faults.filter(applies).reduce((sum, { amount }) => sum + amount, 0);
}
