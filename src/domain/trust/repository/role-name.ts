// The roles of our TUF repository: their names, what each may speak of, and the files that hold them.

/** What people sign. The service itself signs snapshot and timestamp, which nobody sends in. */
export type RepositoryRole =
  | { readonly kind: 'root' | 'targets'; readonly name: string; readonly product: null }
  | { readonly kind: DelegatedKind; readonly name: string; readonly product: string };

/** `fw-archive` keeps the releases that nothing refers to any more, so that the file of the living ones stays small. */
export type DelegatedKind = 'fw' | 'fw-archive' | 'rollout' | 'stop';

/** As products are named (wire/names.ts). */
const productPattern = /^[a-z0-9][a-z0-9-]{0,39}$/;
const archiveSuffix = '-archive';

/** Null for a name that no role of ours has. */
export function readRoleName(name: string): RepositoryRole | null {
  if (name === 'root' || name === 'targets') return { kind: name, name, product: null };
  const [, word = '', rest = ''] = /^(fw|rollout|stop)-(.*)$/.exec(name) ?? [];
  // `fw-nova-archive` is the archive of nova: a product of that name would share its file.
  const isArchive = word === 'fw' && rest.endsWith(archiveSuffix);
  const product = isArchive ? rest.slice(0, -archiveSuffix.length) : rest;
  if (!productPattern.test(product) || product.endsWith(archiveSuffix)) return null;
  const kind = isArchive ? 'fw-archive' : kindOf(word);
  return kind === null ? null : { kind, name, product };
}

const kindOf = (word: string): DelegatedKind | null =>
  word === 'fw' || word === 'rollout' || word === 'stop' ? word : null;

/** The name of a product's role. */
export const deriveRoleName = (kind: DelegatedKind, product: string): string =>
  kind === 'fw-archive' ? `fw-${product}${archiveSuffix}` : `${kind}-${product}`;

/** The one set of patterns that `targets` may delegate to a role. `*` does not cross a slash (TUF 1.0.34, 4.5). */
export function deriveDelegatedPatterns(kind: DelegatedKind, product: string): readonly string[] {
  if (kind === 'rollout') return [`rollout/${product}/*`, `rollout/${product}/back/*`];
  return [`${kind === 'stop' ? 'stop' : 'fw'}/${product}/*`];
}

/** Whether a target path may stand in a role's file. */
export function isInsideRole(kind: DelegatedKind, product: string, path: string): boolean {
  return deriveDelegatedPatterns(kind, product).some((pattern) => {
    const folder = pattern.slice(0, -1);
    const name = path.slice(folder.length);
    return path.startsWith(folder) && name !== '' && !name.includes('/');
  });
}

/** A file that is written once: `<version>.<role>.json`. */
export type VersionedFile = { readonly role: string; readonly version: number };

export const deriveFileName = ({ role, version }: VersionedFile): string => `${version}.${role}.json`;

/** Null for anything but a file that the repository could hold: what is not a name of ours is never looked for. */
export function readFileName(fileName: string): VersionedFile | null {
  const [, digits = '', role = ''] = /^([1-9]\d{0,15})\.([a-z0-9-]{1,64})\.json$/.exec(fileName) ?? [];
  const version = Number(digits);
  const isKnown = role === 'snapshot' || readRoleName(role) !== null;
  return isKnown && Number.isSafeInteger(version) ? { role, version } : null;
}
