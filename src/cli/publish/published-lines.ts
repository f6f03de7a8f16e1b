// What `build publish` answers: what stands now, and what may be done next.
import { versionWords } from '../builds.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, good, type Line, name } from '../terminal/words.ts';

export type Published = {
  readonly build: { readonly id: string; readonly version: string; readonly vendorVersion: string | null };
  readonly wasSealed: boolean;
  readonly partsSent: number;
  readonly partsKept: number;
  readonly ceiling: { readonly plan: number; readonly seq: number } | null;
};

export function describePublished({ build, ceiling, ...rest }: Published): Report {
  const shown = ceiling === null ? null : { plan: ceiling.plan, seq: ceiling.seq };
  return {
    json: { ...build, ...rest, ceiling: shown },
    lines: [headline(build, rest.wasSealed), nextLine(shown, rest.wasSealed)],
  };
}

const headline = (build: Published['build'], wasSealed: boolean): Line =>
  wasSealed
    ? [name(build.id), ` ${versionWords(build)} is already sealed; the file is the same, and nothing was sent`]
    : [good('Sealed'), ' ', name(build.id), ` ${versionWords(build)}`];

function nextLine(ceiling: Published['ceiling'], wasSealed: boolean): Line {
  if (ceiling !== null)
    return faint('Its ceiling is signed: it may leave with the next departure, or: orange rollout start');
  return faint(
    wasSealed
      ? 'See orange build show, orange rollout status'
      : 'Next: orange plan apply plan.yaml, then orange rollout start',
  );
}
