// What a world has when its file leaves it out: the builds and models of gates.md 4.

/** 400 good builds and 100 of each fault in a thousand (gates.md 4). */
export const usualBuilds = [
  { name: 'good', weight: 4 },
  { name: 'crash-x1.5', crash: 1.5 },
  { name: 'crash-x2', crash: 2 },
  { name: 'crash-x5', crash: 5 },
  { name: 'brick-1pct', brick: 0.01 },
  { name: 'one-model-x5', crash: 5, models: 1 },
  { name: 'install-fail-12pct', failedInstalls: 0.12 },
];

/** Ten models from 30 % to 2.5 % of the fleet, whose crashes differ threefold (gates.md 4). */
export const usualModels = [
  { name: 'm0', share: 0.3, crash: 1 },
  { name: 'm1', share: 0.18, crash: 0.8 },
  { name: 'm2', share: 0.13, crash: 1.2 },
  { name: 'm3', share: 0.1, crash: 0.6 },
  { name: 'm4', share: 0.08, crash: 1.5 },
  { name: 'm5', share: 0.06, crash: 1 },
  { name: 'm6', share: 0.05, crash: 0.9 },
  { name: 'm7', share: 0.04, crash: 1.8 },
  { name: 'm8', share: 0.035, crash: 0.7 },
  { name: 'm9', share: 0.025, crash: 1.3 },
];
