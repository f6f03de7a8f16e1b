// Finds what people signed under a target path, in the role files that are published now.
import type { Signed } from '../domain/build/signed.ts';
import type { Statement } from '../domain/trust/repository/changes.ts';
import { deriveRoleName } from '../domain/trust/repository/role-name.ts';
import { type LoadRepositoryPorts, loadRepository, loadTargets } from './load-repository.ts';

/** Null when no published file of the product states it. `kind` is the statement's. */
export async function findStatement<K extends Statement['kind']>(
  ports: LoadRepositoryPorts,
  { kind, product, path }: { readonly kind: K; readonly product: string; readonly path: string },
): Promise<Signed<Extract<Statement, { kind: K }>> | null> {
  const published = await loadRepository(ports);
  const file = await loadTargets(ports, published, deriveRoleName(rolesOf[kind], product));
  const stated = file === null ? null : ports.format.parseStatements(file.content);
  if (file === null || !stated?.ok) return null;
  const { version, expiresMs } = file.content;
  for (const { path: place, statement } of stated.value) {
    if (place === path && isOfKind(statement, kind)) return { statement, version, expiresMs };
  }
  return null;
}

const rolesOf = { release: 'fw', ceiling: 'rollout', permit: 'rollout', stop: 'stop' } as const;

const isOfKind = <K extends Statement['kind']>(
  statement: Statement,
  kind: K,
): statement is Extract<Statement, { kind: K }> => statement.kind === kind;
