// Writes and reads the file that carries role files to a machine without a network, and judges it there by itself.
import { readFile, writeFile } from 'node:fs/promises';
import { findPeople } from '../../domain/trust/repository/people.ts';
import { deriveDigest, type SignedFile } from '../../domain/trust/repository/signed-file.ts';
import { checkNextRoot } from '../../domain/trust/tuf/check-root.ts';
import type { Root, Targets } from '../../domain/trust/tuf/metadata.ts';
import { checkSigners } from '../../domain/trust/verify.ts';
import { type Bundle, encodeBundle, parseBundle } from '../../wire/trust/bundle.ts';
import { encodeRepositoryFile, parseRepositoryFile } from '../../wire/trust/repository-file.ts';
import { CliError } from '../cli-error.ts';
import type { HeldNames } from './describe-people.ts';
import type { OpenRepository } from './open-repository.ts';
import { listSigners, viewSigned } from './published-role.ts';
import { draftPayload, type RoleDraft } from './role-draft.ts';

/** Never over a file that is there. */
export async function writeBundle(
  path: string,
  { repository, service, drafts }: { repository: OpenRepository; service: string; drafts: readonly RoleDraft[] },
): Promise<void> {
  const targets = repository.isCutOff ? null : await repository.loadRole('targets');
  const files = await Promise.all(
    drafts.map(async ({ role, payload, signatures }) => {
      const published = role === 'root' ? repository.root : await repository.loadRole(role);
      const file = textOf(encodeRepositoryFile(payload, signatures));
      return { role, file, published: published === null ? null : textOf(published.bytes) };
    }),
  );
  const roots = (await repository.loadRoots()).map(textOf);
  const text = encodeBundle({ service, roots, targets: targets === null ? null : textOf(targets.bytes), files });
  await save(path, text, 'wx');
}

/** Puts the signatures of these drafts in place of those in the file. */
export async function rewriteBundle(path: string, bundle: Bundle, drafts: readonly RoleDraft[]): Promise<void> {
  const files = bundle.files.map((each, at) => {
    const draft = drafts[at];
    return draft === undefined
      ? each
      : { ...each, file: textOf(encodeRepositoryFile(draft.payload, draft.signatures)) };
  });
  const { format: _, ...rest } = bundle;
  await save(path, encodeBundle({ ...rest, files }), 'w');
}

export async function readBundle(path: string): Promise<Bundle> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be read (${cause.code})`, { code: 'unreadable-file', fix: 'Check its name.' });
  });
  const parsed = parseBundle(text);
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw new CliError(`${path} holds no role files: ${problem?.where} ${problem?.what}`, {
    code: 'not-a-bundle',
    fix: 'Take a file that `orange trust export` or --out wrote.',
  });
}

/** One root of a chain that holds. */
export type ChainLink = { readonly version: number; readonly digest: string };

export type JudgedBundle = {
  readonly drafts: readonly RoleDraft[];
  readonly roots: readonly ChainLink[];
  /** Of the root that the file begins with: the same on every machine that trusts this repository. */
  readonly fingerprint: string;
};

/** All from the file itself: its chain of roots must hold, and who may sign comes from there. */
export function judgeBundle(bundle: Bundle, names: HeldNames): JudgedBundle {
  const { first, newest, links } = walkRoots(bundle.roots);
  const targets = bundle.targets === null ? null : readFileText('targets', bundle.targets);
  let delegators = { root: newest.content, targets: targets?.content ?? null };
  const drafts = bundle.files.map(({ role, file, published }) => {
    const read = readFileText(role === 'root' ? 'root' : 'targets', file);
    const before = published === null ? null : judgePublished(role, published, delegators);
    const { payloadBytes: payload, signatures } = read;
    const draft = draftPayload(role, payload, { before, names, signatures, ...delegators });
    // What comes after a changed delegator is signed by those whom it names.
    if (isRoot(read.content)) delegators = { ...delegators, root: read.content };
    else if (role === 'targets') delegators = { ...delegators, targets: read.content };
    return draft;
  });
  return { drafts, roots: links, fingerprint: deriveDigest(first.payloadBytes) };
}

type Delegators = { readonly root: Root; readonly targets: Targets | null };

function judgePublished(role: string, text: string, { root, targets }: Delegators) {
  const people = findPeople(role, { root, targets }) ?? { keys: [], threshold: 1 };
  return role === 'root'
    ? viewSigned(role, readFileText('root', text), people)
    : viewSigned(role, readFileText('targets', text), people);
}

/** Throws a CliError where the chain does not hold. */
export const judgeRoots = (texts: readonly string[]): readonly ChainLink[] => walkRoots(texts).links;

function walkRoots(texts: readonly string[]) {
  const [first, ...rest] = texts.map((text) => readFileText('root', text));
  if (first === undefined || !isSignedBy(first, first.content).ok) throw brokenChain();
  const newest = rest.reduce<SignedFile<Root>>((trusted, next) => {
    const check = checkNextRoot({
      trusted: trusted.content,
      next: next.content,
      byTrusted: isSignedBy(next, trusted.content),
      byItself: isSignedBy(next, next.content),
    });
    if (!check.ok) throw brokenChain();
    return next;
  }, first);
  const links = [first, ...rest].map(({ content, payloadBytes }) => ({
    version: content.version,
    digest: deriveDigest(payloadBytes),
  }));
  return { first, newest, links };
}

function isSignedBy(file: SignedFile<Root>, { roles }: Root) {
  const { keys, threshold } = roles.root;
  return checkSigners({ signers: listSigners(file, keys), keys, threshold });
}

const brokenChain = (): CliError =>
  new CliError('the roots in this file are no chain: one is not signed as the one before it asks', {
    code: 'broken-chain',
    fix: 'Sign nothing in it, and find out who made it.',
  });

function readFileText<T extends 'root' | 'targets'>(type: T, text: string) {
  const parsed = parseRepositoryFile(type, new TextEncoder().encode(text));
  if (parsed.ok) return parsed.value;
  const [problem] = parsed.problems;
  throw new CliError(`a ${type} file in it cannot be read: ${problem?.where} ${problem?.what}`, {
    code: 'unreadable-role-file',
    fix: 'Do not sign it, and ask who made it.',
  });
}

async function save(path: string, text: string, flag: 'w' | 'wx'): Promise<void> {
  await writeFile(path, text, { flag }).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`${path} cannot be written (${cause.code})`, {
      code: cause.code === 'EEXIST' ? 'file-exists' : 'unwritable-file',
      fix: 'Name another file.',
    });
  });
}

const isRoot = (content: Root | Targets): content is Root => 'roles' in content;
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
