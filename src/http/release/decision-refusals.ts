// Words for why a decision about a rollout is not taken, and what to do about it.
import type { Context } from 'hono';
import type { DecideRolloutAnswer, DecideRolloutRefusal } from '../../app/decide-rollout.ts';
import { encodeRollout } from '../../wire/release/encode-rollout.ts';
import type { HttpEnv } from '../shared/http-env.ts';
import { problem } from '../shared/problem.ts';

type Refused = Extract<DecideRolloutAnswer, { ok: false }>;
type Words = { readonly status: 403 | 409 | 422; readonly detail: string; readonly fix: string };

const words: Readonly<Record<DecideRolloutRefusal, Words>> = {
  'lost-race': {
    status: 409,
    detail: 'Somebody decided before you: the head that you saw is not the newest decision any more.',
    fix: 'Look at `current`, and decide again with its `head` as `parent` if you still want to.',
  },
  'past-last-stage': {
    status: 409,
    detail: 'The rollout is in its last stage; there is none to promote it to.',
    fix: 'The gate completes it when the evidence is there. To end it by hand, use the verb `complete` with a reason.',
  },
  'not-last-stage': { status: 409, detail: 'There are stages left.', fix: 'Promote it to the last stage first.' },
  'is-running': { status: 409, detail: 'The rollout is running.', fix: 'Nothing is left to do.' },
  'is-held': { status: 409, detail: 'The rollout is held.', fix: 'Resume it first: `orange rollout resume`.' },
  'is-halted': {
    status: 409,
    detail: 'The gate halted the rollout on evidence of harm.',
    fix: 'See `orange gate explain`. Retreat, or override the gate if you know better: `orange rollout resume --override`.',
  },
  'is-over': { status: 409, detail: 'The rollout is over.', fix: 'Start another one.' },
  'ceiling-not-before': {
    status: 409,
    detail: 'The signed ceiling does not let the next stage begin yet.',
    fix: 'Wait until then: nobody can promote it earlier, the service least of all.',
  },
  'ceiling-expired': {
    status: 409,
    detail: 'The signed ceiling is not in force any more, so devices would refuse the build.',
    fix: 'Close this rollout, and start it again under a newly signed ceiling.',
  },
  'no-fallback': {
    status: 422,
    detail: 'The rollout has no build to go back to.',
    fix: 'Hold it, and publish a better build; its plan says `fallback: none`.',
  },
  'permit-required': {
    status: 422,
    detail: 'Devices go back only with a signed permit.',
    fix: 'Send one as `permit`; `orange rollout retreat` signs it on your machine.',
  },
  'reason-required': {
    status: 422,
    detail: 'This overrides or takes the place of the gate, and needs a reason that stays with your name.',
    fix: 'Say why, as `reason`.',
  },
  'models-required': {
    status: 422,
    detail: 'This concerns single models, and none is named.',
    fix: 'Name them, as `models`. To stop all of them, hold the rollout.',
  },
  'unknown-model': {
    status: 422,
    detail: 'The build of this rollout was not made for one of these models.',
    fix: 'Name models of its signed list.',
  },
  'not-quarantined': {
    status: 409,
    detail: 'One of these models is not in quarantine.',
    fix: 'See `quarantined` of the rollout.',
  },
  'no-model-left': {
    status: 409,
    detail: 'No model would be left that is offered the build.',
    fix: 'Hold the rollout instead: `orange rollout hold`.',
  },
  'no-tranche-left': {
    status: 409,
    detail: 'The next stage is no larger than one more tranche of this one.',
    fix: 'Promote it instead.',
  },
  'override-required': {
    status: 409,
    detail: 'The gate does not let it pass.',
    fix: 'See `orange gate explain`. Who knows better overrides it for a while, with a reason: `--override --reason TEXT --expires 4h`.',
  },
  'may-not-override': {
    status: 403,
    detail: 'The plan of this rollout does not name you among those who may override its gate.',
    fix: 'Ask one of those whom `mayOverride` in the plan names.',
  },
  'not-overridable': {
    status: 422,
    detail: 'Only a promotion and going on after a halt override the gate.',
    fix: 'Leave `override` out.',
  },
  'override-out-of-range': {
    status: 422,
    detail: 'An override lasts a minute at least and a week at most.',
    fix: 'Name a time between them, such as 4 hours.',
  },
  'override-in-force': {
    status: 409,
    detail: 'The gate is overridden already, and one override is enough to go on.',
    fix: 'Decide without `override`, or wait until it is over: `current` and `orange gate explain` say until when.',
  },
  'build-stopped': {
    status: 409,
    detail: 'The build was stopped by a signature or withdrawn: devices refuse it, and nobody overrides that.',
    fix: 'See `orange trust status`; a stop is lifted by a ceiling that people sign (`orange trust lift`).',
  },
  'permit-does-not-fit': {
    status: 422,
    detail: 'The permit does not let devices go from the build of this rollout to its fallback.',
    fix: 'Sign a permit for exactly these two builds.',
  },
  'unknown-permit': {
    status: 422,
    detail: 'Nobody signed a permit of this number.',
    fix: 'Publish it first; `orange rollout retreat` does both.',
  },
};

/** Every refusal shows the rollout as it is now. */
export function refuseDecision(c: Context<HttpEnv>, { refusal, problems, opensMs, current }: Refused) {
  const { status, fix, ...said } = words[refusal];
  const opens = opensMs === null ? '' : ` It opens at ${new Date(opensMs).toISOString()}.`;
  const errors = problems.length === 0 ? {} : { errors: problems };
  return problem(c, {
    status,
    code: refusal,
    detail: said.detail + opens,
    fix,
    ...errors,
    current: encodeRollout(current),
  });
}
