// Turns a device and its moments into what its page prints.
import type { Device } from '../../domain/device/device.ts';
import type { Moment } from '../../domain/device/timeline.ts';
import type { Page } from '../../domain/page.ts';
import type { Versions } from '../issues/model.ts';
import { printableLine } from '../printable.ts';
import { devicePathOf } from '../ways.ts';
import { type Instant, instantOf } from '../when.tsx';
import { type MomentView, momentView } from './moments.ts';

export type DeviceModel = {
  readonly name: string;
  readonly product: string;
  readonly href: string;
  /** Null for one that never enrolled. */
  readonly known: {
    readonly model: string;
    readonly channel: string;
    readonly build: string;
    readonly cohorts: string;
    readonly isBlocked: boolean;
    readonly seen: Instant | null;
  } | null;
  readonly moments: readonly MomentView[];
  readonly isFirst: boolean;
  readonly olderHref: string | null;
};

export type DeviceParts = {
  readonly product: string;
  readonly deviceId: string;
  readonly shown: { readonly device: Device; readonly cohorts: readonly string[] } | null;
  readonly page: Page<Moment>;
  readonly isFirst: boolean;
  readonly versions: Versions;
  readonly nowMs: number;
};

export function deviceModel({ product, deviceId, shown, page, isFirst, versions, nowMs }: DeviceParts): DeviceModel {
  const href = devicePathOf(product, deviceId);
  return {
    name: printableLine(deviceId),
    product: printableLine(product),
    href,
    known: shown === null ? null : knownOf(shown, nowMs),
    moments: page.items.map((moment) => momentView(product, moment, { versions, nowMs })),
    isFirst,
    olderHref: page.next === null ? null : `${href}?${new URLSearchParams({ after: page.next })}`,
  };
}

const knownOf = ({ device, cohorts }: NonNullable<DeviceParts['shown']>, nowMs: number) => ({
  model: printableLine(device.model),
  channel: printableLine(device.channel),
  build: printableLine(device.reportedBuild ?? 'not said yet'),
  cohorts: cohorts.length === 0 ? 'none' : cohorts.map((cohort) => printableLine(cohort)).join(', '),
  isBlocked: device.isBlocked,
  seen: instantOf(device.seenMs, nowMs),
});
