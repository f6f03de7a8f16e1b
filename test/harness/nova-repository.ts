// The repository of product nova as its people keep it: begun when it is first needed, each statement signed into its role file.
import { type AcceptPorts, acceptRoleFile } from '../../src/app/accept-role-file.ts';
import type { Statement } from '../../src/domain/trust/repository/changes.ts';
import { readRoleName } from '../../src/domain/trust/repository/role-name.ts';
import type { Root, Target, Targets } from '../../src/domain/trust/tuf/metadata.ts';
import { encodeStatementTarget } from '../../src/wire/trust/statement-target.ts';
import { dayMs, type SampleKey } from '../samples/statements.ts';
import { delegationsOf, fileOf, first, people, rootOf, signed } from '../samples/trust.ts';

export type NovaRepository = ReturnType<typeof novaRepository>;

const rolesOf = { release: 'fw-nova', ceiling: 'rollout-nova', permit: 'rollout-nova', stop: 'stop-nova' } as const;
const signersOf: Readonly<Record<string, SampleKey>> = {
  'fw-nova': first(people.fw),
  'fw-nova-archive': first(people.fw),
  'rollout-nova': first(people.rollout),
  'stop-nova': first(people.stop),
};

/** `ports` as the service has them; what is stated takes effect there. */
export function novaRepository(ports: () => AcceptPorts, nowMs: () => number) {
  const files = new Map<string, Targets>();
  let beginning: Promise<void> | null = null;

  async function send(name: string, content: Root | Targets, key: SampleKey): Promise<void> {
    const role = readRoleName(name);
    if (role === null) throw new Error(`${name} is no role`);
    const answer = await acceptRoleFile(ports(), { role, ...signed(content, key) }, { actor: 'ada', nowMs: nowMs() });
    if (!answer.ok) throw new Error(`${name}: ${answer.refusal} ${JSON.stringify(answer.problems)}`);
  }

  async function begin(): Promise<void> {
    await send('root', rootOf(1, {}, nowMs()), first(people.root));
    await send('targets', delegationsOf(1, {}, nowMs()), first(people.targets));
    for (const [name, key] of Object.entries(signersOf)) await put(name, [], key);
  }

  async function put(name: string, targets: readonly (readonly [string, Target])[], key: SampleKey): Promise<void> {
    const before = files.get(name);
    const all = [...(before?.targets ?? []), ...targets];
    const next = fileOf((before?.version ?? 0) + 1, all, nowMs() + 80 * dayMs);
    await send(name, next, key);
    files.set(name, next);
  }

  /** Signs and publishes; throws what the service says against it. */
  async function state(...statements: readonly Statement[]): Promise<void> {
    beginning ??= begin();
    await beginning;
    for (const statement of statements) {
      const role = rolesOf[statement.kind];
      await put(role, [encodeStatementTarget(statement)], signersOf[role] ?? first(people.fw));
    }
  }

  return { state };
}
