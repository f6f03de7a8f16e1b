// The small charts of a rollout, as SVG without script or inline style: evidence against its line, an interval, parts of a whole.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Tone } from '../parts.tsx';
import type { BarPart } from './model.ts';
import type { EvidenceScale, IntervalScale } from './scale.ts';

const percent = (fraction: number): string => `${(fraction * 100).toFixed(2)}%`;

type Chart = { readonly label: string };

/** Fills towards the line; past it the bar has said enough. */
export const EvidenceBar = ({ scale, tone, label }: Chart & { scale: EvidenceScale; tone: Tone }) => (
  <svg class="chart evidence" role="img" aria-label={label}>
    <rect class="track" width="100%" y="5" height="8" rx="4" />
    {scale.fill > 0 ? <rect class={`fill ${tone}`} width={percent(scale.fill)} y="5" height="8" rx="4" /> : null}
    <line class="line" x1={percent(scale.line)} x2={percent(scale.line)} y1="1" y2="17" />
  </svg>
);

/** A band for what is not excluded yet, a dot for the estimate, a line for the tolerance, a faint one for no difference. */
export const IntervalBar = ({ scale, tone, label }: Chart & { scale: IntervalScale; tone: Tone }) => (
  <svg class="chart interval" role="img" aria-label={label}>
    <line class="axis" x1="0%" x2="100%" y1="9" y2="9" />
    {scale.even === null ? null : (
      <line class="even" x1={percent(scale.even)} x2={percent(scale.even)} y1="3" y2="15" />
    )}
    <rect
      class={`band ${tone}`}
      x={percent(scale.low)}
      width={percent(Math.max(0.01, scale.high - scale.low))}
      y="6"
      height="6"
      rx="3"
    />
    <line class="line" x1={percent(scale.limit)} x2={percent(scale.limit)} y1="1" y2="17" />
    {scale.at === null ? null : <circle class={`dot ${tone}`} cx={percent(scale.at)} cy="9" r="5" />}
  </svg>
);

/** What became of the devices that accepted the build; the rest of the track has not answered yet. */
export const OutcomeBar = ({ parts, label }: Chart & { parts: readonly BarPart[] }) => (
  <svg class="chart outcome" role="img" aria-label={label}>
    <rect class="track" width="100%" height="14" />
    {parts
      .filter(({ part }) => part > 0)
      .map(({ tone, from, part }) => (
        <rect class={`fill ${tone}`} x={percent(from)} width={percent(part)} height="14" />
      ))}
  </svg>
);

type ReachProps = { readonly part: number; readonly permille: string; readonly isReached: boolean };

/** A stage's share of its cohort, as a bar and its figure. */
export const Reach = ({ part, permille, isReached }: ReachProps) => (
  <span class="reach">
    <svg class="chart" aria-hidden="true">
      <rect class="track" width="100%" height="6" rx="3" />
      <rect class={isReached ? 'fill glow' : 'fill edge'} width={percent(part)} height="6" rx="3" />
    </svg>
    <span>{permille}</span>
  </span>
);
