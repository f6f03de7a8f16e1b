// What holds a build without halting it: signatures that no build had before, bug reports, worse metrics, and small steps that add up.
import { ln } from '../logarithm.ts';
import { deriveDrift, driftLine } from './drift.ts';
import type { SideEvidence } from './evidence.ts';
import { deriveE } from './log-space.ts';
import type { MetricReading } from './metric-reading.ts';
import { deriveMetricWords } from './metric-words.ts';
import type { GatePolicy } from './policy.ts';
import { plain, type Reason } from './reason.ts';
import { deriveReportHarm, reportMargin } from './report-test.ts';
import { deriveSignatureHarm, deriveSignatureLine } from './signature-test.ts';
import { deriveCountWords, deriveScoreWords } from './wording.ts';

/** Each has a budget of its own; none of them takes a part of α from the signals that halt. */
export function deriveSideReasons(
  side: SideEvidence | null,
  metrics: readonly MetricReading[],
  policy: GatePolicy,
): Reason[] {
  if (side === null) return [];
  return [
    ...deriveSignatureReasons(side, policy),
    ...deriveReportReasons(side, policy),
    ...metrics
      .filter(({ standing }) => standing === 'worse')
      .map((reading) => plain('metric-worse', deriveMetricWords(reading))),
    ...deriveDriftReasons(side),
  ];
}

/** A page names the worst; a hundred new signatures are one reason, not a hundred. */
const maxNamed = 5;

function deriveSignatureReasons({ signatures }: SideEvidence, { alpha }: GatePolicy): Reason[] {
  return signatures
    .map((count) => ({ count, logE: deriveSignatureHarm(count), line: deriveSignatureLine(count.order, alpha) }))
    .filter(({ logE, line }) => logE >= ln(line))
    .sort((a, b) => b.logE - a.logE || (a.count.id < b.count.id ? -1 : 1))
    .slice(0, maxNamed)
    .map(({ count, logE, line }) =>
      plain(
        'new-signature',
        `Crash ${count.id}, which no build had before, came from ${deriveCountWords(count.devices + 1)} devices on the build and ${deriveCountWords(count.controlDevices)} without it (evidence ${deriveScoreWords(deriveE(logE))} of ${deriveCountWords(line)}). Needs a person to look at it.`,
      ),
    );
}

function deriveReportReasons({ reports }: SideEvidence, { beta }: GatePolicy): Reason[] {
  if (reports === null) return [];
  const logE = deriveReportHarm(reports);
  if (logE < -ln(beta)) return [];
  return [
    plain(
      'bug-reports',
      `${deriveCountWords(reports.devices)} devices on the build brought bug reports, more than ${reportMargin} times as many as after earlier updates at the same age (evidence ${deriveScoreWords(deriveE(logE))} of ${deriveCountWords(1 / beta)}). Needs a person to read them.`,
    ),
  ];
}

function deriveDriftReasons({ past }: SideEvidence): Reason[] {
  const { ratio, low } = deriveDrift(past);
  if (low <= driftLine) return [];
  return [
    plain(
      'drift',
      `Small steps add up: within ${past.length === 1 ? 'one rollout' : `${past.length} rollouts`} the crash rate grew to ${ratio.toFixed(2)} times, at least ${low.toFixed(2)}; the line is ${driftLine}. Needs a better build, or a person who completes this rollout: from then on builds are compared with it.`,
    ),
  ];
}
