// Enrols a device, or brings what is known of it up to date: the same device always gets the same bucket and token.

import { deriveBucket } from '../domain/device/bucket.ts';
import type { Device } from '../domain/device/device.ts';
import { cleanName } from '../domain/privacy/clean-name.ts';
import { issuePass, type Pass } from './issue-pass.ts';
import type { Devices, EnrolmentFacts } from './ports/devices.ts';
import type { PassSigner } from './ports/pass-signer.ts';

/** What is null stays as it was. */
export type Enrolment = {
  readonly product: string;
  readonly channel: string;
  readonly device: string;
  readonly model: string;
  readonly build: string | null;
  readonly region: string | null;
  readonly locale: string | null;
  readonly isTester: boolean | null;
};

export type EnrolDeviceAnswer =
  | {
      readonly ok: true;
      readonly isNew: boolean;
      readonly device: Device;
      readonly token: string;
      readonly pass: Pass;
      /** How often the device should poll and check in. */
      readonly checkinEveryS: number;
    }
  | {
      readonly ok: false;
      readonly refusal: 'unknown-product' | 'unknown-channel' | 'unknown-model' | 'device-blocked';
    };

export async function enrolDevice(
  ports: { readonly devices: Devices; readonly passSigner: PassSigner },
  enrolment: Enrolment,
  nowMs: number,
): Promise<EnrolDeviceAnswer> {
  const facts = await ports.devices.loadEnrolmentFacts(enrolment);
  if (!facts.hasProduct) return { ok: false, refusal: 'unknown-product' };
  if (facts.pollS === null) return { ok: false, refusal: 'unknown-channel' };
  if (!facts.hasModel) return { ok: false, refusal: 'unknown-model' };
  if (facts.present?.isBlocked === true) return { ok: false, refusal: 'device-blocked' };
  const device = nextEnrolled(enrolment, facts, nowMs);
  const isNew = await ports.devices.recordDevice(device);
  const token = ports.passSigner.signDeviceToken({ product: device.product, deviceId: device.id });
  const pass = issuePass(ports.passSigner, { device, memberships: facts.memberships }, nowMs);
  return { ok: true, isNew, device, token, pass, checkinEveryS: facts.pollS };
}

function nextEnrolled(enrolment: Enrolment, { present, buildId }: EnrolmentFacts, nowMs: number): Device {
  const { product, channel, model, device: id, build } = enrolment;
  const said = build === null ? null : { reportedBuild: cleanName(build), buildId, reportedMs: nowMs };
  const isTester = enrolment.isTester ?? present?.isTester ?? false;
  return {
    product,
    id,
    channel,
    model,
    bucket: deriveBucket(product, id),
    region: enrolment.region ?? present?.region ?? null,
    locale: enrolment.locale ?? present?.locale ?? null,
    reportedBuild: present?.reportedBuild ?? null,
    buildId: present?.buildId ?? null,
    reportedMs: present?.reportedMs ?? nowMs,
    ...said,
    isTester,
    testerSinceMs: isTester ? (present?.testerSinceMs ?? nowMs) : null,
    isBlocked: false,
    enrolledMs: present?.enrolledMs ?? nowMs,
    seenMs: nowMs,
    healthMs: present?.healthMs ?? nowMs,
    trial: present?.trial ?? null,
    measured: present?.measured ?? null,
  };
}
