// The ladder of a rollout: its stages from the first devices to all, and where it stands.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { HowFar } from '../when.tsx';
import { Reach } from './charts.tsx';
import type { StageModel } from './model.ts';

const headings = ['Stage', 'Cohort', 'Permille', 'Bakes at least', 'Goes on', 'State', 'Entered', 'Devices'] as const;

/** Columns whose figures stand in line. */
const isFigure = (index: number): boolean => index === 2 || index === 7;

export const Ladder = ({ stages }: { stages: readonly StageModel[] }) => (
  <table class="ladder" aria-label="Stages">
    <thead>
      <tr>
        {headings.map((heading, index) => (
          <th scope="col" class={isFigure(index) ? 'number' : undefined}>
            {heading}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {stages.map((stage) => (
        <Rung stage={stage} />
      ))}
    </tbody>
  </table>
);

const Rung = ({ stage }: { stage: StageModel }) => (
  <tr class={stage.place} aria-current={stage.place === 'current' ? 'step' : undefined}>
    <th scope="row">
      <span class="rung">
        <span class="step">{stage.number}</span>
        {stage.name}
      </span>
    </th>
    <td data-label="Cohort">{stage.cohort}</td>
    <td data-label="Permille" class="number">
      <Reach part={stage.part} permille={stage.permille} isReached={stage.place !== 'ahead'} />
    </td>
    <td data-label="Bakes at least">{stage.bake}</td>
    <td data-label="Goes on">{stage.promote}</td>
    <td data-label="State">{stage.word}</td>
    <td data-label="Entered">
      {stage.entered === null ? <span class="soft">not yet</span> : <HowFar at={stage.entered} />}
    </td>
    <td data-label="Devices" class="number">
      {stage.devices}
    </td>
  </tr>
);
