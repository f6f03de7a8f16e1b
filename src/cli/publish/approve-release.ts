// The second person's part: download what waits, hash it again, show how it differs from the last release, sign.
import type { ReleaseStatement } from '../../domain/build/release-statement.ts';
import { deriveRoleName } from '../../domain/trust/repository/role-name.ts';
import { buildImage } from '../../wire/release/build.ts';
import { parseRepositoryFile } from '../../wire/trust/repository-file.ts';
import { path } from '../api/api-client.ts';
import { reading } from '../api/service-answer.ts';
import { loadBuild } from '../builds.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';
import { sizeWords } from '../terminal/figures.ts';
import type { Report } from '../terminal/printer.ts';
import { openProgress } from '../terminal/progress.ts';
import { details } from '../terminal/table.ts';
import { faint, good, type Line, name, strong } from '../terminal/words.ts';
import { approve } from '../trust/approve.ts';
import { expectStated } from '../trust/describe-role.ts';
import { type OpenRepository, requireRepository } from '../trust/open-repository.ts';
import { listStatements } from '../trust/statement-files.ts';
import { loadProposals, type WaitingFile } from '../trust/trust-api.ts';
import { measureImage } from './measure-image.ts';
import { sendChunkList } from './send-chunk-list.ts';

export async function approveRelease(session: Session, build: string, isAgreed: boolean): Promise<Report> {
  const { id, product } = await loadBuild(session, build);
  const repository = await requireRepository(session);
  const { waiting, statement } = await findWaiting(session, { id, product });
  await compareImage(session, statement);
  session.printer.note(...(await describeDifference(repository, statement)));
  return approve(session, { digest: waiting.digest, role: waiting.role, isAgreed });
}

/** What waits is read here; whether it may be signed is judged, from the same bytes, when it is approved. */
async function findWaiting(session: Session, { id, product }: { id: string; product: string }) {
  const role = deriveRoleName('fw', product);
  for (const waiting of (await loadProposals(session)).filter((each) => each.role === role)) {
    const statement = releasesOf(waiting).find((each) => each.releaseId === id);
    if (statement !== undefined) return { waiting, statement };
  }
  throw new CliError(`no release of ${id} waits for a signature`, {
    code: 'unknown-proposal',
    fix: 'See `orange trust status` for what waits.',
  });
}

function releasesOf({ file }: WaitingFile): ReleaseStatement[] {
  const parsed = parseRepositoryFile('targets', new TextEncoder().encode(file));
  if (!parsed.ok) return [];
  return expectStated(parsed.value.content).flatMap(({ statement }) =>
    statement.kind === 'release' ? [statement] : [],
  );
}

/** Throws a CliError unless the stored bytes are exactly those that the statement is about. */
async function compareImage(session: Session, { releaseId, image, chunkSizeBytes, chunkRoot }: ReleaseStatement) {
  const { url } = await session.api().get(path`/v1/builds/${releaseId}/image`, reading(buildImage));
  const progress = openProgress(session.surroundings, { label: 'Hashing  ', totalBytes: image.lengthBytes });
  const { interrupt } = session.surroundings;
  const onProgress = (bytes: number): void => progress.update(bytes);
  const measured = await measureImage({ url, chunkSizeBytes, interrupt, onProgress }).finally(() => progress.stop());
  const isSame =
    measured.lengthBytes === image.lengthBytes &&
    measured.sha256 === image.sha256 &&
    measured.sha512 === image.sha512 &&
    measured.chunkRoot === chunkRoot;
  if (isSame) {
    session.printer.note([good('Hashed: '), `the stored image of ${releaseId} is what is to be signed`]);
    // Changes nothing where the first person sent it; otherwise devices would check the download as a whole only.
    await sendChunkList(session, releaseId, measured);
    return;
  }
  throw new CliError(
    `the stored image of ${releaseId} is not the one that is to be signed (sha256 ${measured.sha256})`,
    {
      code: 'image-differs',
      fix: 'Sign nothing, and find out who changed the storage or the statement.',
    },
  );
}

/** Against the release with the highest counter below; what is the same is not worth reading. */
async function describeDifference(repository: OpenRepository, statement: ReleaseStatement): Promise<Line[]> {
  const published = await listStatements(repository, 'release', statement.product);
  const [last] = published
    .map((each) => each.statement)
    .filter(({ counter, channel }) => counter < statement.counter && channel === statement.channel)
    .sort((one, other) => other.counter - one.counter);
  if (last === undefined) return [[strong('The first release'), ` on ${statement.channel}: nothing to compare with`]];
  const rows = [...fieldsOf(statement)].flatMap(([field, value]): [string, Line][] => {
    const before = fieldsOf(last).get(field) ?? '';
    return before === value ? [] : [[field, [value, faint(`  was ${before}`)]]];
  });
  return [[strong('Against '), name(last.releaseId)], ...details(rows)];
}

const fieldsOf = (release: ReleaseStatement): Map<string, string> =>
  new Map([
    ['version', release.version],
    ['vendor string', release.vendorVersion ?? 'none'],
    ['models', release.models.join(', ')],
    ['installs over', release.accepts],
    ['security floor', String(release.securityFloor)],
    ['file', release.image.fileName],
    ['size', sizeWords(release.image.lengthBytes)],
  ]);
