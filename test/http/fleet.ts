// What the HTTP tests of devices share: product nova with a sealed build on its way, and devices that enrol over HTTP.
import { mapChannel, mapRollout, releaseMap } from '../harness/maps.ts';
import { type Body, openRollingApp, type RollingApp } from './rolling.ts';

export type FleetApp = RollingApp & {
  /** Enrols a device; answers what it was told. */
  enrol(device: string, changes?: Record<string, unknown>): Promise<Enrolled>;
  /** A request with a device's own token. */
  say(token: string, method: string, path: string, json?: unknown): Promise<{ status: number; body: Body }>;
  /** Publishes a map in which build 2 is offered to everybody in the first stage. */
  publish(): Promise<void>;
};

export type Enrolled = { token: string; bucket: number; pass: string | null; cohorts: string[]; passExpiresMs: number };

export async function openFleetApp(): Promise<FleetApp> {
  const test = await openRollingApp();

  async function enrol(device: string, changes: Record<string, unknown> = {}): Promise<Enrolled> {
    const json = { product: 'nova', channel: 'stable', device, model: 'n1', build: '1.1.0', ...changes };
    const response = await test.send('POST', '/v1/enrolments', { as: 'enroller', json });
    return (await response.json()) as Enrolled;
  }

  async function say(token: string, method: string, path: string, json?: unknown) {
    const headers = { authorization: `Bearer ${token}` };
    const response = await test.send(method, path, { headers, ...(json === undefined ? {} : { json }) });
    return { status: response.status, body: (await response.json()) as Body };
  }

  async function publish(): Promise<void> {
    const rollouts = [mapRollout(1, { buildId: 'nova-2', stages: [{ cohort: 'everyone', permille: 100 }] })];
    await test.maps.putPublishedMap(releaseMap(1, mapChannel({ rollouts })), null);
  }

  return { ...test, enrol, say, publish };
}
