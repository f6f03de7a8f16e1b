// The gate as it judges now: its word and why, then every signal with its counts, estimate and evidence.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, Facts, Table } from '../parts.tsx';
import { EvidenceBar } from './charts.tsx';
import type { GateModel, SignalModel } from './gate-model.ts';
import { Metrics } from './metrics.tsx';
import { Standing } from './standing.tsx';

export const Gate = ({ gate }: { gate: GateModel }) => (
  <section class="stack" aria-labelledby="gate">
    <div class="row">
      <h2 id="gate">The gate</h2>
      <Badge tone={gate.tone}>{gate.word}</Badge>
    </div>
    <div class="reasons">
      {gate.reasons.map((reason) => (
        <p>{reason}</p>
      ))}
      <p class="soft">{gate.follows}</p>
    </div>
    {gate.harm === null ? null : (
      <div class="together">
        <span>Evidence of harm, all signals together</span>
        <EvidenceBar
          scale={gate.harm}
          tone={gate.harm.fill >= gate.harm.line ? 'bad' : 'accent'}
          label={`e-value ${gate.harm.words}, at which it halts`}
        />
        <span class="figure">{gate.harm.words}</span>
      </div>
    )}
    <div class="signals">
      {gate.signals.map((signal) => (
        <SignalCard signal={signal} />
      ))}
    </div>
    {gate.byModel.length === 0 ? null : <ByModel gate={gate} />}
    <Metrics metrics={gate.metrics} />
  </section>
);

const SignalCard = ({ signal }: { signal: SignalModel }) => (
  <article class="card signal stack">
    <Standing of={signal} level="h3" />
    <p class="soft">
      <small>{signal.sentence}</small>
    </p>
    <Facts
      facts={[
        { name: 'Not excluded', value: signal.interval ?? 'anything' },
        { name: 'Tolerated', value: signal.tolerance },
        { name: 'Events', value: signal.events },
        { name: 'Exposure', value: signal.exposure },
        ...(signal.control === null ? [] : [{ name: 'Control', value: signal.control }]),
      ]}
    />
    <Evidence name="Evidence of harm" evidence={signal.harm} tone={signal.standing.tone === 'bad' ? 'bad' : 'accent'} />
    {signal.safe === null ? null : <Evidence name="Evidence of safety" evidence={signal.safe} tone="good" />}
    {signal.needs === '' ? null : <p class="needs">{signal.needs}</p>}
  </article>
);

type EvidenceProps = {
  readonly name: string;
  readonly evidence: SignalModel['harm'];
  readonly tone: 'bad' | 'accent' | 'good';
};

const Evidence = ({ name, evidence, tone }: EvidenceProps) => (
  <div>
    <div class="row spread soft">
      <small>{name}</small>
      <small class="figure">{evidence.words}</small>
    </div>
    <EvidenceBar scale={evidence} tone={tone} label={`e-value ${evidence.words}`} />
  </div>
);

const ByModel = ({ gate: { byModel, hidden } }: { gate: GateModel }) => (
  <details>
    <summary>By model</summary>
    <Table
      label="Signals by model"
      columns={[
        { label: 'Model' },
        { label: 'Signal' },
        { label: 'Standing' },
        { label: 'Estimate' },
        { label: 'Events', isNumber: true },
        { label: 'Exposure', isNumber: true },
        { label: 'Control', isNumber: true },
        { label: 'Evidence of harm', isNumber: true },
      ]}
      rows={byModel.map((signal) => [
        signal.model ?? '',
        signal.name,
        <Badge tone={signal.standing.tone}>{signal.standing.word}</Badge>,
        signal.estimate,
        signal.events,
        signal.exposure,
        signal.control ?? '',
        signal.harm.words,
      ])}
    />
    {hidden === 0 ? null : <p class="soft">{hidden} rows with less evidence are not shown.</p>}
  </details>
);
