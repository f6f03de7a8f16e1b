// `orange device explain`: why a device did, or did not, get a build: the rule, the bucket, the stage, the time it will.
import { deviceExplanation } from '../wire/release/device.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { attemptWords } from './devices.ts';
import { distanceWords, instantWords, permilleWords } from './terminal/figures.ts';
import { details } from './terminal/table.ts';
import { faint, good, type Line, strong } from './terminal/words.ts';

export const deviceExplain = (run: Run) =>
  newCommand({
    name: 'explain',
    about: 'Explain why a device did, or did not, get a build',
    more: 'Decided by the very function that answers its poll, on the same release map.',
    takes: ['product'],
    json: [
      'decision, direction, reason, sentence, rollout, bucket, place, hints[]',
      'device: product, device, channel, model, bucket, region, locale, build, tester, blocked, enrolledMs, seenMs',
      'build: id, version',
      'stage: index, name, cohort, permille, isReached, how, whenMs',
      'attempt: rollout, state, reason, acceptedMs, deadlineMs, stepMs',
    ],
    examples: [['A customer asks', 'orange device explain SN-0042']],
  })
    .argument('<device>', 'its id')
    .action(
      acting(run, async ({ api, settings, nowMs }, id: string) => {
        const url = path`/v1/devices/${settings.product()}/${id}/explain`;
        const explained = await api().get(url, reading(deviceExplanation));
        return { json: explained, lines: describe(explained, nowMs()) };
      }),
    );

type Explained = Extract<ReturnType<ReturnType<typeof reading<typeof deviceExplanation>>>, { ok: true }>['value'];

function describe(explained: Explained, nowMs: number): Line[] {
  const { device, decision, sentence, bucket, place, rollout, build, attempt, hints } = explained;
  const runs = device.build.reported ?? 'it has not said';
  return [
    [strong(device.device), ` (${device.model}, runs ${runs}): `, decision === 'offer' ? good(sentence) : sentence],
    '',
    ...details([
      ['rule', ruleWords(explained)],
      ['bucket', place === null ? `${bucket} of 1000` : `${bucket} of 1000, which is place ${place} in this rollout`],
      ['stage', stageWords(explained)],
      ['when', whenWords(explained, nowMs)],
      ['rollout', rollout === null ? 'none' : `${rollout}${build === null ? '' : `, of ${build.id} ${build.version}`}`],
      ...(attempt === null ? [] : [['install', attemptWords(attempt)] satisfies [string, Line]]),
    ]),
    ...hints.map((hint) => faint(hint)),
  ];
}

const ruleWords = ({ reason, stage }: Explained): string =>
  stage === null ? reason : `${reason}: ${stage.cohort}, ${stage.how}`;

function stageWords({ stage }: Explained): string {
  if (stage === null) return 'none holds it';
  const { index, name, permille, cohort, isReached } = stage;
  const label = name === null ? `${index + 1}` : `${index + 1}, ${name}`;
  return `${label}: ${permilleWords(permille)} of ${cohort}, places below ${permille}; ${isReached ? 'reached' : 'not reached yet'}`;
}

function whenWords({ decision, stage, reason }: Explained, nowMs: number): string {
  if (decision === 'offer') return 'with its next poll';
  if (reason === 'up-to-date') return 'it has it';
  if (stage === null || stage.whenMs === null) return 'nobody can say: see below';
  return `${instantWords(stage.whenMs)} at the earliest (${distanceWords(stage.whenMs, nowMs)})`;
}
