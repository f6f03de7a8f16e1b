// Withdraws a sealed build: it is offered to nobody from here on. The build itself stays as it was sealed.
import type { Build } from '../domain/build/build.ts';
import { auditOf, type By } from './by.ts';
import type { Builds } from './ports/builds.ts';

export type WithdrawBuildAnswer =
  | { readonly ok: true; readonly build: Build }
  | { readonly ok: false; readonly refusal: 'unknown-build' }
  | { readonly ok: false; readonly refusal: 'not-sealed' | 'withdrawn-already'; readonly build: Build };

export async function withdrawBuild(
  ports: { readonly builds: Builds },
  { buildId, reason }: { buildId: string; reason: string },
  by: By,
): Promise<WithdrawBuildAnswer> {
  const build = await ports.builds.loadBuild(buildId);
  if (build === null) return { ok: false, refusal: 'unknown-build' };
  if (build.state !== 'sealed') return { ok: false, refusal: 'not-sealed', build };
  const withdrawal = { reason, actor: by.actor, withdrawnMs: by.nowMs };
  const audit = auditOf(by, 'build withdrawn', buildId, { version: build.version, reason });
  const isRecorded = await ports.builds.recordWithdrawn(buildId, withdrawal, audit);
  if (isRecorded) return { ok: true, build: { ...build, withdrawal } };
  const current = await ports.builds.loadBuild(buildId);
  return { ok: false, refusal: 'withdrawn-already', build: current ?? build };
}
