// What `build publish` answers: what stands now, and what may be done next.
import { versionWords } from '../builds.ts';
import type { Report } from '../terminal/printer.ts';
import { faint, good, type Line, name, warning } from '../terminal/words.ts';
import type { FileOutcome } from '../trust/publish-drafts.ts';

export type Published = {
  readonly build: {
    readonly id: string;
    readonly product: string;
    readonly version: string;
    readonly vendorVersion: string | null;
  };
  readonly wasSealed: boolean;
  readonly partsSent: number;
  readonly partsKept: number;
  readonly ceiling: { readonly plan: number; readonly seq: number } | null;
  /** What was sent to be published. */
  readonly files: readonly FileOutcome[];
};

export type PublishedReport = Report & { readonly json: Published['build'] & Omit<Published, 'build'> };

export function describePublished({ build, ceiling, ...rest }: Published): PublishedReport {
  const waiting = rest.files.find(({ state }) => state === 'waiting');
  return {
    json: { ...build, ...rest, ceiling },
    lines:
      waiting === undefined
        ? [headline(build, rest.wasSealed), nextLine(ceiling, rest.wasSealed)]
        : [waitingLine(build, waiting), `They run: orange build approve ${build.id} --product ${build.product}`],
  };
}

const headline = (build: Published['build'], wasSealed: boolean): Line =>
  wasSealed
    ? [name(build.id), ` ${versionWords(build)} is already sealed; the file is the same, and nothing was sent`]
    : [good('Sealed'), ' ', name(build.id), ` ${versionWords(build)}`];

const waitingLine = (build: Published['build'], { missing }: FileOutcome): Line => [
  warning('Signed and stored: '),
  name(build.id),
  ` ${versionWords(build)} waits for ${missing === 1 ? 'one person' : `${missing} people`} more`,
];

function nextLine(ceiling: Published['ceiling'], wasSealed: boolean): Line {
  if (ceiling !== null)
    return faint('Its ceiling is signed: it may leave with the next departure, or: orange rollout start');
  return faint(
    wasSealed
      ? 'See orange build show, orange rollout status'
      : 'Next: orange plan apply plan.yaml, then orange rollout start',
  );
}
