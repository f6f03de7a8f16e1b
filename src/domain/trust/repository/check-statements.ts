// What a product's role file may say and change: statements of its own role, in their own paths, never taken back quietly.
import type { ReleaseId } from '../../build/names.ts';
import type { Targets } from '../tuf/metadata.ts';
import { type Changes, type ChangesOf, deriveChanges, type StatedTarget, type Statement } from './changes.ts';
import { checkNamedReleases, type NamedQuestion } from './check-named.ts';
import { type Check, checkAll, passed, refuseFile } from './refusal.ts';
import { type DelegatedKind, isInsideRole } from './role-name.ts';

export type StatementsQuestion = {
  readonly kind: DelegatedKind;
  readonly product: string;
  readonly file: Targets;
  /** What the file says, and what the published one said. */
  readonly after: readonly StatedTarget[];
  readonly before: readonly StatedTarget[];
} & NamedQuestion;

export function checkStatements(question: StatementsQuestion): Check {
  const changes = deriveChanges(question.before, question.after);
  return checkAll(
    () => checkPlaces(question),
    () => checkKinds(question),
    () => checkReleases(changes.releases, question),
    () => checkCeilings(changes),
    () => checkNamedReleases(changes, question),
    () => checkStops(changes, question.releases),
  );
}

function checkPlaces({ kind, product, file }: StatementsQuestion): Check {
  const where = 'signed.targets';
  if (file.delegations.length > 0) {
    const fix = 'Delegate in the targets role only.';
    return refuseFile('delegations-not-allowed', { where: 'signed.delegations', what: 'is not empty', fix });
  }
  const outside = [...file.targets.keys()].find((path) => !isInsideRole(kind, product, path));
  if (outside === undefined) return passed;
  const what = `holds ${outside}, which this role may not speak of`;
  return refuseFile('path-outside-delegation', { where, what, fix: 'Put it into the file of its own role.' });
}

const kindsOf: Readonly<Record<DelegatedKind, readonly Statement['kind'][]>> = {
  fw: ['release'],
  'fw-archive': ['release'],
  rollout: ['ceiling', 'permit'],
  stop: ['stop'],
};

/** A path alone does not say what stands there. */
function checkKinds({ kind, product, after }: StatementsQuestion): Check {
  const strange = after.find(
    ({ statement }) => statement.product !== product || !kindsOf[kind].includes(statement.kind),
  );
  if (strange === undefined) return passed;
  const what = `holds a ${strange.statement.kind} of ${strange.statement.product}`;
  const where = `signed.targets["${strange.path}"]`;
  return refuseFile('statement-of-another-role', { where, what, fix: 'Put it into the file of its own role.' });
}

/** A release that was published is what people tested and approved. The archive takes in what its neighbour lists already. */
function checkReleases(
  { added, replaced }: ChangesOf<Extract<Statement, { kind: 'release' }>>,
  { kind, releases }: StatementsQuestion,
): Check {
  const [changed] = replaced;
  if (changed !== undefined) {
    const fix = 'Publish another release with a counter of its own.';
    return refuseFile('release-changed', { where: changed.path, what: 'was published with other words', fix });
  }
  const published = releases.flatMap(({ statement }) => (statement.kind === 'release' ? [statement] : []));
  const newest = Math.max(0, ...published.map(({ counter }) => counter));
  const isKnown = ({ path, statement }: StatedTarget) =>
    releases.some((each) => each.path === path && JSON.stringify(each.statement) === JSON.stringify(statement));
  const strangers = added.filter((target) => !isKnown(target));
  const late = strangers.find(({ statement }) => kind === 'fw-archive' || statement.counter <= newest);
  if (late === undefined) return checkCounters(strangers);
  const what =
    kind === 'fw-archive'
      ? 'is in no published file of the product'
      : `has the counter ${late.statement.counter}, and ${newest} is published`;
  return refuseFile('counter-not-higher', { where: late.path, what, fix: `Give it a counter above ${newest}.` });
}

function checkCounters(added: readonly StatedTarget<Extract<Statement, { kind: 'release' }>>[]): Check {
  const counters = added.map(({ statement }) => statement.counter);
  const twice = added.find(({ statement }, index) => counters.indexOf(statement.counter) < index);
  if (twice === undefined) return passed;
  return refuseFile('counter-not-higher', {
    where: twice.path,
    what: `has the counter ${twice.statement.counter} of another release`,
    fix: 'Give each release a counter of its own.',
  });
}

function checkCeilings({ ceilings, permits }: Changes): Check {
  const old = ceilings.replaced.find(({ before, after }) => after.seq <= before.seq);
  if (old !== undefined) {
    const what = `has seq ${old.after.seq}, and ${old.before.seq} is published`;
    return refuseFile('ceiling-outdated', { where: old.path, what, fix: `Sign it with seq ${old.before.seq + 1}.` });
  }
  const [changed] = permits.replaced;
  if (changed === undefined) return passed;
  const what = 'was published with other words';
  return refuseFile('permit-changed', { where: changed.path, what, fix: 'Sign a permit with the next number.' });
}

/** Lifting a stop takes a ceiling that names it; a stop that vanished would lift itself for whoever never saw it. */
function checkStops({ stops }: Changes, releases: readonly StatedTarget[]): Check {
  const old = stops.replaced.find(({ before, after }) => after.seq <= before.seq);
  if (old !== undefined) {
    const what = `has seq ${old.after.seq}, and ${old.before.seq} is published`;
    return refuseFile('stop-outdated', { where: old.path, what, fix: `Sign it with seq ${old.before.seq + 1}.` });
  }
  const listed = new Set<ReleaseId>(
    releases.flatMap(({ statement }) => (statement.kind === 'release' ? [statement.releaseId] : [])),
  );
  const gone = stops.removed.find(({ statement }) => listed.has(statement.releaseId));
  if (gone === undefined) return passed;
  const fix = 'Keep it; a ceiling with clearsStopSeq lifts it. It may go when its release is in no file any more.';
  return refuseFile('stop-removed', { where: gone.path, what: 'is published and missing here', fix });
}
