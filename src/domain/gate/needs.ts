// Says what a signal needs before it lets pass, as a sentence with a number where one can be computed.
import { ln } from '../logarithm.ts';
import type { Measure, Missing } from './measure.ts';
import type { Standing } from './reading.ts';
import type { Doubt } from './sure.ts';
import { deriveCountWords } from './wording.ts';

type Lack = {
  measure: Measure;
  missing: Missing | null;
  standing: Standing;
  beta: number;
  doubt: Doubt;
  isLent: boolean;
};

const missingNeeds: Readonly<Record<Missing, string>> = {
  'no-exposure': 'Needs check-ins from devices on the build.',
  'no-control':
    'Needs check-ins, in the same hours, from devices not yet offered the build; nothing is known of this model from before that could stand in.',
  'none-due': 'Needs attempts that finished or ran out of time.',
};

const lentWords = 'Has no control: compared with the other models, by how it compared with them before.';

const personWords = 'Needs a person to look at it, or a better build.';

/** Why it holds and does not halt; empty where that is only a matter of evidence. */
function deriveDoubtWords({ lacking, isBurst }: Doubt): string {
  if (lacking > 0) return `Too few devices crashed to halt for it: ${deriveCountWords(lacking)} more would. `;
  return isBurst ? 'They failed within half a day, and installs before or after went well, as in an outage. ' : '';
}

/** Empty when the signal needs nothing, and nothing is to be known of it. */
export function deriveNeeds({ measure, missing, standing, beta, doubt, isLent }: Lack): string {
  if (standing === 'clear') return isLent ? lentWords : '';
  if (standing === 'missing' && missing !== null) return missingNeeds[missing];
  if (standing === 'against') return `${deriveDoubtWords(doubt)}${personWords}`;
  if (standing === 'harm') return personWords;
  return `Needs about ${deriveCountWords(deriveMore(measure, beta))} more ${measure.unit} of the build without trouble.`;
}

/** Exposure until a healthy build has shown itself safe: what the evidence lacks, at a healthy build's rate of gain. */
function deriveMore({ safety, growth }: Measure, beta: number): number {
  const lacking = ln(1 / beta) + ln(Math.max(1, safety.bets)) - safety.best;
  return Math.max(1, Math.ceil(lacking / growth));
}
