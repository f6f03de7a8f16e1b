// `orange key list`: whose signatures count for a product, and which of those keys are on this machine.

import { acting, newCommand, type Run } from './command.ts';
import { keyStore } from './compose.ts';
import { loadProduct } from './product-details.ts';
import { minuteWords } from './terminal/figures.ts';
import { table } from './terminal/table.ts';
import { faint, name } from './terminal/words.ts';

export const keyList = (run: Run) =>
  newCommand({
    name: 'list',
    about: 'List the keys that sign for a product, and which of them are here',
    takes: ['product', 'key'],
    json: ['items[]: keyId, publicHex, label, addedBy, addedMs, revokedMs, isHere'],
    examples: [['Of nova', 'orange key list --product nova']],
  }).action(
    acting(run, async (session) => {
      const { keys } = await loadProduct(session);
      const held = await keyStore.loadPublicKeys(session.settings.keyFilePath);
      const here = new Set<string>(held.ok ? held.value.map(({ keyId }) => keyId) : []);
      const items = keys.map((key) => ({ ...key, isHere: here.has(key.keyId) }));
      const lines = table(
        items,
        [
          { title: 'key', of: ({ label }) => name(label) },
          { title: 'id', of: ({ keyId }) => keyId.slice(0, 16) },
          { title: 'here', of: ({ isHere }) => (isHere ? 'yes' : 'no') },
          { title: 'added by', of: ({ addedBy }) => addedBy },
          { title: 'added', of: ({ addedMs }) => minuteWords(addedMs) },
          {
            title: 'standing',
            of: ({ revokedMs }) => (revokedMs === null ? 'in force' : faint(`revoked ${minuteWords(revokedMs)}`)),
          },
        ],
        'No keys yet: orange key new',
      );
      return { json: { items }, lines };
    }),
  );
