// The head of a card of the gate: what is judged, how it stands, and where its ratio lies.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, type Tone } from '../parts.tsx';
import { IntervalBar } from './charts.tsx';
import type { IntervalScale } from './scale.ts';

export type StandingModel = {
  readonly name: string;
  readonly standing: { readonly word: string; readonly tone: Tone };
  readonly estimate: string;
  /** What is not excluded; null where nothing is. */
  readonly interval: string | null;
  readonly scale: IntervalScale | null;
  readonly tolerance: string;
};

type StandingProps = { readonly of: StandingModel; readonly level: 'h3' | 'h4' };

export const Standing = ({
  of: { name, standing, estimate, interval, scale, tolerance },
  level: Level,
}: StandingProps) => (
  <>
    <div class="row spread">
      <Level>{name}</Level>
      <Badge tone={standing.tone}>{standing.word}</Badge>
    </div>
    <p class="estimate">{estimate}</p>
    {scale === null ? null : (
      <IntervalBar
        scale={scale}
        tone={standing.tone}
        label={`Between ${interval ?? 'unknown bounds'}; tolerated is ${tolerance}`}
      />
    )}
  </>
);
