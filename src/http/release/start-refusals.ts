// Words for why a rollout cannot start or a ceiling is not taken, and what to do about it.
import type { Context } from 'hono';
import type { StartRolloutRefusal } from '../../app/start-rollout.ts';
import type { Problem } from '../../domain/result.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

type Words = { readonly status: 404 | 409 | 422; readonly detail: string; readonly fix: string };

const words: Readonly<Record<StartRolloutRefusal, Words>> = {
  'unknown-build': {
    status: 404,
    detail: 'This product has no build of that id, version or vendor string.',
    fix: 'See `GET /v1/builds?product=…` for the ones there are.',
  },
  'unknown-plan': {
    status: 404,
    detail: 'This product has no applied plan with that id.',
    fix: 'See `GET /v1/plans?product=…`, or leave `plan` out for the one in force.',
  },
  'rollout-open': {
    status: 409,
    detail: 'A rollout is open on this channel.',
    fix: 'Let it complete, or end it: `orange rollout retreat`, or the verb `close`.',
  },
  'departure-decided': { status: 409, detail: 'This departure is decided.', fix: 'See `GET /v1/trains`.' },
  'build-not-sealed': {
    status: 422,
    detail: 'The build is a draft.',
    fix: 'Publish it first: `orange build publish` uploads, signs and seals it.',
  },
  'build-withdrawn': { status: 422, detail: 'The build was withdrawn.', fix: 'Publish a new build.' },
  'build-of-another-channel': {
    status: 422,
    detail: 'The build was signed for another channel.',
    fix: 'Start it there, or publish a build for this channel.',
  },
  'no-plan': {
    status: 422,
    detail: 'No plan is applied to this channel.',
    fix: 'Apply one: `orange plan apply FILE.yaml`.',
  },
  'plan-of-another-channel': {
    status: 422,
    detail: 'The plan is of another channel.',
    fix: 'Apply a plan whose `channel` is this one.',
  },
  'no-ceiling': {
    status: 422,
    detail: 'No ceiling is signed for this build under this plan.',
    fix: 'Publish one; `orange rollout start` signs it on your machine.',
  },
  'ceiling-does-not-fit': {
    status: 422,
    detail: 'The ceiling is signed for another build or another plan.',
    fix: 'Sign the ceiling again for this build under this plan.',
  },
  'ceiling-not-before': {
    status: 422,
    detail: 'The ceiling does not let the first stage begin yet.',
    fix: 'Wait until its `notBeforeMs`, or sign another ceiling with a higher `seq`.',
  },
  'ceiling-expired': {
    status: 422,
    detail: 'The ceiling is not in force any more.',
    fix: 'Sign another one with a later `notAfterMs` and a higher `seq`.',
  },
  'no-fallback': {
    status: 422,
    detail: 'The plan goes back to the previous build or a version, and there is no such build on this channel.',
    fix: 'Complete a rollout first, name a published version, or write `fallback: none` for a first build.',
  },
  'fallback-unusable': {
    status: 422,
    detail:
      'The build to go back to is withdrawn, of another channel, this build itself, or not the one that the ceiling names.',
    fix: 'Name another version as `fallback` in the plan, and sign the ceiling for it.',
  },
};

export type StartRefused = {
  readonly refusal: StartRolloutRefusal;
  readonly problems: readonly Problem[];
  /** What stands in the way, as the API shows it. */
  readonly current: unknown;
};

export function refuseStart(c: Context<HttpEnv>, { refusal, problems, current }: StartRefused) {
  const errors = problems.length === 0 ? {} : { errors: problems };
  const present = current === null ? {} : { current };
  return problem(c, { ...words[refusal], code: refusal, ...errors, ...present });
}
