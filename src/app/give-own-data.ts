// Reads out all that is stored of a tester: their device, its life, and their reports with what they said and their files.

import type { Moment } from '../domain/device/timeline.ts';
import type { Attachment } from '../domain/issue/attachment.ts';
import type { Report } from '../domain/report/report.ts';
import { findAttachment } from './find-attachment.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Devices } from './ports/devices.ts';
import type { MailState, MailWishes } from './ports/mail-wishes.ts';
import type { Objects } from './ports/objects.ts';
import type { Reports } from './ports/reports.ts';
import type { Owner, OwnReportDetails, Testers } from './ports/testers.ts';
import type { Timelines } from './ports/timelines.ts';
import { type ShownDevice, showDevice } from './show-device.ts';
import { showReport } from './show-report.ts';

export type OwnDataPorts = {
  readonly devices: Devices;
  readonly timelines: Timelines;
  readonly reports: Reports;
  readonly testers: Testers;
  readonly attachments: Attachments;
  readonly mailWishes: MailWishes;
  readonly objects: Objects;
};

export type OwnDatum =
  | { readonly kind: 'device'; readonly device: ShownDevice }
  | { readonly kind: 'life'; readonly moments: readonly Moment[] }
  | {
      readonly kind: 'report';
      readonly report: Report;
      /** What its reporter said of builds that should fix it. */
      readonly retests: OwnReportDetails['retests'];
      readonly credit: string | null;
      /** Null when storage no longer holds it. */
      readonly text: string | Uint8Array | null;
      readonly attachments: readonly Attachment[];
      readonly mail: MailState;
    }
  /** `bytes` null for what is too large to be held here: it is downloaded by itself. */
  | { readonly kind: 'file'; readonly report: Report; readonly file: Attachment; readonly bytes: Uint8Array | null };

/** What a page of rows has: rows are short. */
const rowsAtOnce = 200;

type Ref = Pick<Report, 'product' | 'id'>;

/** One thing after the other, so that no more than one file is held. */
export async function* giveOwnData(ports: OwnDataPorts, owner: Owner): AsyncGenerator<OwnDatum> {
  if (owner.by === 'device') {
    const { product, device } = owner;
    const shown = await showDevice(ports, { product, deviceId: device });
    if (shown !== null) yield { kind: 'device', device: shown };
    for (let after: string | null | undefined; after !== null; ) {
      const asked = { limit: rowsAtOnce, after: after ?? null };
      const { items, next } = await ports.timelines.loadTimeline(product, device, asked);
      if (items.length > 0) yield { kind: 'life', moments: items };
      after = next;
    }
  }
  for (let after: string | null | undefined; after !== null; ) {
    const { refs, next } = await loadRefs(ports, owner, after ?? null);
    for (const ref of refs) yield* giveOwnReport(ports, ref);
    after = next;
  }
}

/** A device's own crashes, too; of a person what they wrote. */
async function loadRefs({ reports, testers }: OwnDataPorts, owner: Owner, after: string | null) {
  const asked = { limit: rowsAtOnce, after };
  if (owner.by === 'device') {
    const filter = { product: owner.product, device: owner.device, build: null, kind: null, issue: null };
    const { items, next } = await reports.loadReports(filter, asked);
    return { refs: items, next };
  }
  const { items, next } = await testers.loadOwnReports(owner, asked);
  return { refs: items.map(({ report }): Ref => report), next };
}

/** Nothing for one that was erased meanwhile. */
export async function* giveOwnReport(ports: OwnDataPorts, { product, id }: Ref): AsyncGenerator<OwnDatum> {
  const shown = await showReport(ports, { product, id });
  if (shown === null) return;
  const { report, text } = shown;
  const [own, mail, attachments] = await Promise.all([
    ports.testers.loadOwnReport(product, id),
    ports.mailWishes.loadMailState({ product, reportId: id }),
    ports.attachments.loadAttachments(product, id),
  ]);
  yield { kind: 'report', report, text, attachments, mail, retests: own?.retests ?? [], credit: own?.credit ?? null };
  for (const { name } of attachments) {
    const found = await findAttachment(ports, { product, reportId: id, name });
    if (found === null) continue;
    yield { kind: 'file', report, file: found.attachment, bytes: found.kind === 'bytes' ? found.bytes : null };
  }
}
