// The hour of the service's clock, by which everything that devices say is counted.

export const hourMs = 3_600_000;

/** The beginning of the hour that holds an instant. */
export const hourOf = (ms: number): number => Math.floor(ms / hourMs) * hourMs;
