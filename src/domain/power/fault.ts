// The faults that a plan is tried on, beside a good build.

/** What a build does to the devices that it hurts. */
export type Fault = {
  readonly id: string;
  /** As a sentence names it: "finds ... with 83 % chance". */
  readonly words: string;
  /** Crash ratio to the build before. */
  readonly crash: number;
  /** Share of installs never heard of again. */
  readonly brick: number;
  /** Share of installs without a word for two days. */
  readonly mute: number;
  /** Share of installs that fail and say so; null for the fleet's own. */
  readonly failedInstalls: number | null;
  /** Hurts one model only, chosen by chance. */
  readonly isOneModel: boolean;
};

/** How long `mute` lasts. */
export const muteHours = 48;

const harmless = { crash: 1, brick: 0, mute: 0, failedInstalls: null, isOneModel: false };

export const goodBuild: Fault = { ...harmless, id: 'good', words: 'a good build' };

/** Those of gates.md 4, and devices that go quiet. */
export const faults: readonly Fault[] = [
  { ...harmless, id: 'crash-x1.5', words: 'half as many crashes again', crash: 1.5 },
  { ...harmless, id: 'crash-x2', words: 'a doubled crash rate', crash: 2 },
  { ...harmless, id: 'crash-x5', words: 'a five-fold crash rate', crash: 5 },
  { ...harmless, id: 'brick-1pct', words: 'a 1 % brick', brick: 0.01 },
  { ...harmless, id: 'silent-3pct', words: 'silence of 3 % for two days', mute: 0.03 },
  { ...harmless, id: 'one-model-x5', words: 'one model that crashes five-fold', crash: 5, isOneModel: true },
  { ...harmless, id: 'install-fail-12pct', words: '12 % failed installs', failedInstalls: 0.12 },
];
