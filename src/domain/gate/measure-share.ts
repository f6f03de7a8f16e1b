// Measures a signal as a share of devices, against a fixed limit.
import { fewEvents, type Measure, type MeasureOptions } from './measure.ts';
import type { InstallRule, SilenceRule } from './policy.ts';
import type { Attempts } from './rows.ts';
import { deriveShareGrowth, deriveShareHarm, deriveShareInterval, deriveShareSafety } from './share-test.ts';

/**
 * Harm is judged on all that accepted, the unfinished as good: failures finish first, and a share of the finished would
 * halt every good build in its first minutes. Safety is judged on attempts that ran their full time.
 */
export function deriveInstallMeasure(rule: InstallRule, attempts: Attempts, options: MeasureOptions): Measure {
  const { accepted, due, failed, matured } = attempts;
  const tolerance = rule.limit + rule.tolerance;
  const share = { events: failed, devices: accepted };
  const harmLogE = deriveShareHarm(share, rule.limit);
  return {
    harmLogE,
    // Failures before their deadline count already: that can only lower the evidence of safety.
    safety: deriveShareSafety({ events: failed, devices: matured }, rule.limit, tolerance),
    counted: { events: failed, exposure: accepted },
    control: null,
    unit: 'devices',
    estimate: share.devices > 0 ? share.events / share.devices : null,
    interval: options.isShown ? deriveShareInterval(share, options.alpha) : null,
    tolerance,
    isOver: harmLogE > 0 && failed >= fewEvents && failed / due > tolerance,
    missing: due === 0 ? 'none-due' : null,
    growth: deriveShareGrowth(rule.limit, tolerance),
  };
}

/** Silence is judged on attempts that ran their full time: nothing in that set is undecided. */
export function deriveSilenceMeasure(rule: SilenceRule, attempts: Attempts, options: MeasureOptions): Measure {
  const { accepted, due, matured, silent } = attempts;
  const tolerance = rule.limit + rule.tolerance;
  const share = { events: silent, devices: matured };
  const harmLogE = deriveShareHarm(share, rule.limit);
  // A brick hides among the unfinished until its deadline: without a sample that ran its full time, they are unheard.
  const unfinished = accepted - due;
  const isUnheard = matured < options.minDevices && unfinished >= fewEvents && unfinished / accepted > tolerance;
  return {
    harmLogE,
    safety: deriveShareSafety(share, rule.limit, tolerance),
    counted: { events: silent, exposure: matured },
    control: null,
    unit: 'devices',
    estimate: share.devices > 0 ? share.events / share.devices : null,
    interval: options.isShown ? deriveShareInterval(share, options.alpha) : null,
    tolerance,
    isOver: harmLogE > 0 && silent >= fewEvents && silent / matured > tolerance,
    missing: due === 0 || isUnheard ? 'none-due' : null,
    growth: deriveShareGrowth(rule.limit, tolerance),
  };
}
