// Prints what the policies did in a world as a Markdown table.
import { labelOf } from '../policies/ids.ts';
import type { Outcome } from './outcome.ts';
import { type KindTally, quantileOf, tallyKinds } from './tally.ts';

/** Good builds first, then a column for each kind that does harm: share stopped, median devices exposed, median hours. */
export function encodeTable(outcomes: readonly Outcome[], policies: readonly string[]): string {
  const all = tallyKinds(outcomes.filter(({ policy }) => policy === policies[0]));
  const bad = all.filter(({ isGood }) => !isGood).map(({ kind }) => kind);
  const head = ['policy', 'good halted', 'good held', 'good h to all', ...bad];
  const rows = policies.map((policy) => {
    const tallies = tallyKinds(outcomes.filter((outcome) => outcome.policy === policy));
    return [
      labelOf(policy),
      ...encodeGood(tallies),
      ...bad.map((kind) => encodeBad(tallies.find((one) => one.kind === kind))),
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What a median hides, for one policy: quantiles of devices exposed, and how builds were stopped. */
export function encodeDetails(outcomes: readonly Outcome[], policy: string): string {
  const tallies = tallyKinds(outcomes.filter((outcome) => outcome.policy === policy));
  const head = [
    'kind',
    'builds',
    'halted',
    'held',
    'quarantined exactly',
    'exposed p50',
    'p90',
    'worst',
    'h to stop p50',
    'h to all p50',
    'p90',
    'worst',
  ];
  const rows = tallies.map(({ kind, builds, halted, held, exact, exposed, stopHours, fullHours }) => [
    kind,
    ...[builds, halted, held, exact].map(String),
    ...[0.5, 0.9, 1].map((share) => encodeCount(quantileOf(exposed, share))),
    encodeCount(quantileOf(stopHours, 0.5)),
    ...[0.5, 0.9, 1].map((share) => encodeCount(quantileOf(fullHours, share))),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function encodeGood(tallies: readonly KindTally[]): string[] {
  const good = tallies.filter(({ isGood }) => isGood);
  const sum = (of: (tally: KindTally) => number) => good.reduce((total, tally) => total + of(tally), 0);
  const builds = sum((tally) => tally.builds);
  if (builds === 0) return ['', '', ''];
  const hours = good.flatMap(({ fullHours }) => fullHours).sort((a, b) => a - b);
  const share = (count: number) => `${((100 * count) / builds).toFixed(1)} %`;
  return [share(sum((tally) => tally.halted)), share(sum((tally) => tally.held)), encodeCount(quantileOf(hours, 0.5))];
}

function encodeBad(tally: KindTally | undefined): string {
  if (tally === undefined) return '';
  const { builds, stopped, exposed, stopHours } = tally;
  const hours = stopHours.length > 0 ? ` · ${encodeCount(quantileOf(stopHours, 0.5))} h` : '';
  return `${Math.round((100 * stopped) / builds)} % · ${encodeCount(quantileOf(exposed, 0.5))}${hours}`;
}

/** Whole, with thousands as `k` from ten thousand on. */
function encodeCount(count: number): string {
  if (Number.isNaN(count)) return 'never';
  return count >= 10_000 ? `${Math.round(count / 1000)}k` : String(Math.round(count));
}
