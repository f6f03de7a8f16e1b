// Answers why a device did or did not get a build, from the same map that its polls are answered from.
import semver from 'semver';
import type { Attempt } from '../domain/device/attempt.ts';
import type { Device } from '../domain/device/device.ts';
import { deriveHints } from '../domain/device/hints.ts';
import { derivePassCohorts, deriveSharedSince } from '../domain/device/pass.ts';
import type { Membership } from '../domain/rollout/cohort.ts';
import { type AskRefusal, type Explanation, explainOffer, explainRefusal } from '../domain/rollout/explain.ts';
import { type Asking, decideOffer, type ReadyChannel } from '../domain/rollout/offer.ts';
import type { CurrentMap } from './ports/current-map.ts';
import type { Devices } from './ports/devices.ts';
import { maxPassCohorts } from './ports/pass-signer.ts';
import type { Rollouts } from './ports/rollouts.ts';

export type ExplainDeviceAnswer =
  | { readonly ok: true; readonly device: Device; readonly explanation: Explanation; readonly attempt: Attempt | null }
  | { readonly ok: false; readonly refusal: 'unknown-device' | 'no-map' };

export type ExplainDevicePorts = {
  readonly currentMap: CurrentMap;
  readonly devices: Devices;
  readonly rollouts: Pick<Rollouts, 'loadRollout'>;
};

export async function explainDevice(
  ports: ExplainDevicePorts,
  { product, deviceId }: { readonly product: string; readonly deviceId: string },
  nowMs: number,
): Promise<ExplainDeviceAnswer> {
  const map = ports.currentMap.loadCurrentMap();
  const [device, memberships, attempts] = await Promise.all([
    ports.devices.loadDevice(product, deviceId),
    ports.devices.loadMemberships(product, deviceId),
    ports.devices.loadAttempts(product, deviceId),
  ]);
  if (device === null) return { ok: false, refusal: 'unknown-device' };
  if (map === null) return { ok: false, refusal: 'no-map' };
  const channel = map.channels.get(`${product}/${device.channel}`);
  const passCohorts = deriveSharedSince(derivePassCohorts(memberships, device, maxPassCohorts), nowMs);
  const asking = deriveAsking(channel, device, passCohorts);
  const explanation = await explain(ports, { channel, asking, device }, nowMs);
  const attempt = attempts.find(({ rolloutId }) => rolloutId === explanation.rolloutId) ?? null;
  const hints = [...explanation.hints, ...deriveHints(device, attempt, nowMs)];
  return { ok: true, device, attempt, explanation: { ...explanation, hints } };
}

/** What the device's next poll states, or why it is refused: the rules of answer-poll.ts. */
function deriveAsking(
  channel: ReadyChannel | undefined,
  { model, bucket, region, locale, reportedBuild }: Device,
  passCohorts: readonly Membership[],
): Asking | AskRefusal {
  if (channel === undefined) return 'unknown-channel';
  if (!channel.models.has(model)) return 'unknown-model';
  if (reportedBuild === null) return 'no-build-reported';
  const installed = channel.buildsByName.get(reportedBuild) ?? null;
  const version = installed?.version ?? semver.valid(reportedBuild);
  if (version === null) return 'unparsable-version';
  return { model, version, region, locale, passCohorts, bucket, installed };
}

async function explain(
  ports: ExplainDevicePorts,
  { channel, asking, device }: { channel: ReadyChannel | undefined; asking: Asking | AskRefusal; device: Device },
  nowMs: number,
): Promise<Explanation> {
  if (typeof asking === 'string') return explainRefusal(asking, device.bucket);
  if (channel === undefined) return explainRefusal('unknown-channel', device.bucket);
  const { rollout } = decideOffer(channel, asking);
  const newestId = channel.rollouts[0]?.source.rolloutId ?? null;
  const ladderId = rollout?.source.rolloutId ?? null;
  const load = async (id: number | null) => (id === null ? null : ports.rollouts.loadRollout(id));
  const [newest, ladder] = await Promise.all([load(newestId), ladderId === newestId ? null : load(ladderId)]);
  return explainOffer(channel, asking, { ladder: ladderId === newestId ? newest : ladder, newest, nowMs });
}
