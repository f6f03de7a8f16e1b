// The names by which policies are asked for and told apart.
import { peers } from './peers.ts';

/** The gate of the service itself. */
export const gateId = 'gate';
export const policyIds: readonly string[] = [gateId, ...peers.map(({ id }) => id)];

export const labelOf = (id: string): string =>
  peers.find((peer) => peer.id === id)?.label ?? 'the gate of this service';
