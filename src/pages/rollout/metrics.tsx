// Measurements of devices on a rollout's page: a card for each metric, and the models that stand out.
/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { Badge, Facts, Table } from '../parts.tsx';
import type { MetricModel } from './metric-model.ts';
import { Standing } from './standing.tsx';

export const Metrics = ({ metrics }: { metrics: readonly MetricModel[] }) => {
  const single = metrics.filter(({ model }) => model !== null);
  return metrics.length === 0 ? null : (
    <section class="stack" aria-labelledby="metrics">
      <h3 id="metrics">What devices measure</h3>
      <p class="soft">
        These may hold the build, and never halt it. Each is compared day by day with devices without it.
      </p>
      <div class="signals">
        {metrics
          .filter(({ model }) => model === null)
          .map((metric) => (
            <MetricCard metric={metric} />
          ))}
      </div>
      {single.length === 0 ? null : <ByModel metrics={single} />}
    </section>
  );
};

const MetricCard = ({ metric }: { metric: MetricModel }) => (
  <article class="card signal stack">
    <Standing of={metric} level="h4" />
    <Facts
      facts={[
        ...(metric.whose === null ? [] : [{ name: 'Of', value: metric.whose }]),
        ...(metric.values === null ? [] : [{ name: 'Values', value: metric.values }]),
        { name: 'Not excluded', value: metric.interval ?? 'anything' },
        { name: 'Tolerated', value: metric.tolerance },
        { name: 'Devices', value: metric.devices },
        { name: 'Control', value: metric.control },
      ]}
    />
  </article>
);

const ByModel = ({ metrics }: { metrics: readonly MetricModel[] }) => (
  <details>
    <summary>Measurements by model</summary>
    <Table
      label="Measurements by model"
      columns={[
        { label: 'Model' },
        { label: 'Metric' },
        { label: 'Standing' },
        { label: 'Estimate' },
        { label: 'Values' },
        { label: 'Devices', isNumber: true },
        { label: 'Control', isNumber: true },
      ]}
      rows={metrics.map((metric) => [
        metric.model ?? '',
        metric.name,
        <Badge tone={metric.standing.tone}>{metric.standing.word}</Badge>,
        metric.estimate,
        metric.values ?? '',
        metric.devices,
        metric.control,
      ])}
    />
  </details>
);
