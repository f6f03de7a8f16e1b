// Gives whoever filed a report a link to follow it, and finds the report that they may see.
import { deriveSteps, type Step } from '../domain/loop/progress.ts';
import { isRetestAsked } from '../domain/loop/retest.ts';
import type { Digest } from './ports/digest.ts';
import type { TesterSigner } from './ports/tester-signer.ts';
import type { OwnReport, OwnReportDetails, Testers } from './ports/testers.ts';

type Ref = { readonly product: string; readonly reportId: string };

export type FollowPorts = {
  readonly testers: Testers;
  readonly testerSigner: TesterSigner;
  readonly digest: Digest;
};

/** The same for the same report; only its digest is kept, so that taking the row away ends it. */
export async function giveLink(
  { testers, testerSigner, digest }: FollowPorts,
  ref: Ref,
  nowMs: number,
): Promise<string> {
  const link = testerSigner.signLink(ref);
  const { sha256 } = await digest(link);
  await testers.recordLink({ ...ref, sha256, createdMs: nowMs });
  return link;
}

/** Who asks: a link in their hands, the device of their browser, or the token they logged in with. */
export type Follower = {
  readonly link: string | null;
  readonly device: { readonly product: string; readonly deviceId: string } | null;
  readonly bearer: { readonly name: string; readonly productId: string | null } | null;
};

/** Null for a report that is not there, and for one that is not theirs. */
export async function findOwnReport(
  { testers, digest }: Omit<FollowPorts, 'testerSigner'>,
  { product, reportId }: Ref,
  { link, device, bearer }: Follower,
): Promise<OwnReportDetails | null> {
  const own = await testers.loadOwnReport(product, reportId);
  if (own === null) return null;
  const { report } = own;
  if (device !== null && device.product === product && device.deviceId === report.deviceId) return own;
  if (bearer !== null && bearer.name === report.sentBy && (bearer.productId ?? product) === product) return own;
  if (link === null) return null;
  const { sha256 } = await digest(link);
  return (await testers.isLinked(product, reportId, sha256)) ? own : null;
}

/** Whether its reporter is asked to try a build and has not said yet how it went. */
export const isRetestOpen = ({ issue, device, build, answer }: OwnReport): boolean =>
  answer === null && isRetestAsked(issue, device, build);

export function readSteps(own: OwnReportDetails): Step[] {
  const { report, issue, device, build, told, retests } = own;
  const askedBuild = isRetestAsked(issue, device, build) ? (build?.version ?? null) : null;
  const { receivedMs, reportedBuild } = report;
  return deriveSteps({ receivedMs, reportedBuild, told, regressedMs: issue.regressedMs, askedBuild, retests });
}
