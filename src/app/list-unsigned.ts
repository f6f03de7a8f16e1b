// Lists the published roles whose people a new root or targets file changed, so that whoever sent it knows what to sign next.
import type { RepositoryRole } from '../domain/trust/repository/role-name.ts';
import { type ShowTrustPorts, showTrust } from './show-trust.ts';

/** Only root and targets say who signs others. */
export async function listUnsigned(ports: ShowTrustPorts, role: RepositoryRole, nowMs: number): Promise<string[]> {
  if (role.product !== null) return [];
  const { alarms } = await showTrust(ports, { product: null, nowMs });
  return alarms.filter(({ isSigned }) => !isSigned).map((alarm) => alarm.role);
}
