// The port to leases: who may do a thing now, with a number that fences off whoever had it before.

export type LeaseName = 'gate';

export type Leases = {
  /** Null while somebody else has it. The number grows with each taking, and only its newest takes effect. */
  takeLease(name: LeaseName, term: { readonly nowMs: number; readonly lastsMs: number }): Promise<number | null>;
  /** Gives it back before its end; nothing when somebody else has it by now. */
  releaseLease(name: LeaseName, fence: number): Promise<void>;
};
