// `orange key list`: the keys that count today, by the published files, and those of this machine's key file.
import { acting, newCommand, type Run } from './command.ts';
import { keyStore, type NamedKey } from './compose.ts';
import { describeKeyRefusal } from './keys/held-keys.ts';
import type { Session } from './session.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { faint, type Line, name, type Word } from './terminal/words.ts';
import { listRolePeople } from './trust/list-people.ts';
import { requireRepository } from './trust/open-repository.ts';

export const keyList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List the keys that may sign each role, and those of the key file of this machine',
    more: 'Whose signatures count is read from the published files and checked here, not believed. `heldAs` is the name of a key in the key file, or null.',
    takes: ['key', 'root'],
    json: [
      'items[]: role, threshold, count, keyId, publicHex, heldAs',
      'keyFile: path, keys[]',
      'keyFile.keys[]: name, keyId, createdMs, roles',
    ],
    examples: [['With the keys of another file', 'orange key list --key-file ci-keys.json']],
  }).action(
    acting(run, async (session) => {
      const held = await loadHeld(session);
      const heldAs = new Map(held.map((key) => [key.keyId, key.name]));
      const people = await listRolePeople(await requireRepository(session));
      const items = people.map((each) => ({ ...each, heldAs: heldAs.get(each.keyId) ?? null }));
      const path = session.settings.keyFilePath;
      const keys = held.map(({ name: called, keyId, createdMs }) => {
        const roles = items.filter((item) => item.keyId === keyId).map(({ role }) => role);
        return { name: called, keyId, createdMs, roles };
      });
      const lines = [...table(items, columns, 'nobody may sign anything'), '', ...describeFile(path, keys)];
      return { json: { items, keyFile: { path, keys } }, lines };
    }),
  );

type Item = Awaited<ReturnType<typeof listRolePeople>>[number] & { readonly heldAs: string | null };

const columns = [
  { title: 'role', of: ({ role }: Item): Word => name(role) },
  { title: 'must sign', of: ({ threshold, count }: Item): Word => `${threshold} of ${count}` },
  { title: 'key', of: ({ keyId }: Item): Word => keyId.slice(0, 16) },
  { title: 'here as', of: ({ heldAs }: Item): Word => heldAs ?? faint('-') },
];

/** None where there is no file: others' keys can be looked at without one of one's own. */
async function loadHeld({ settings: { keyFilePath } }: Session): Promise<readonly NamedKey[]> {
  const held = await keyStore.loadPublicKeys(keyFilePath);
  if (held.ok) return held.value;
  if (held.refusal === 'no-key-file') return [];
  throw describeKeyRefusal(held.refusal, keyFilePath);
}

type FileKey = Pick<NamedKey, 'name' | 'keyId' | 'createdMs'> & { readonly roles: readonly string[] };

function describeFile(path: string, keys: readonly FileKey[]): Line[] {
  if (keys.length === 0) return [faint(`No keys in ${path}: orange key new ROLE makes one`)];
  return [
    `In ${path}`,
    ...table(
      keys,
      [
        { title: 'name', of: (key) => name(key.name) },
        { title: 'id', of: ({ keyId }) => keyId.slice(0, 16) },
        { title: 'made', of: ({ createdMs }) => minuteWords(createdMs) },
        { title: 'signs', of: ({ roles }) => (roles.length === 0 ? faint('nothing') : roles.join(', ')) },
      ],
      '',
    ),
  ];
}
