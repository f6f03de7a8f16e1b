// `orange key revoke`: nothing signed with a key is accepted from now on.
import { signingKey } from '../wire/release/product.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { loadProduct } from './product-details.ts';
import { name } from './terminal/words.ts';

export const keyRevoke = (run: Run) =>
  newCommand({
    name: 'revoke',
    about: 'Accept nothing more that a key signs; what it sealed stays sealed',
    takes: ['product'],
    json: ['keyId', 'publicHex', 'label', 'addedBy', 'addedMs', 'revokedMs'],
    examples: [['By the beginning of its id', 'orange key revoke 3f9a01']],
  })
    .argument('<key>', 'its id, or the beginning of it')
    .action(
      acting(run, async (session, given: string) => {
        const { keys, id: product } = await loadProduct(session);
        const found = keys.filter(({ keyId }) => keyId.startsWith(given));
        const [key] = found;
        if (key === undefined || found.length > 1) throw notOne(given, found.length);
        const gone = await session
          .api()
          .send('DELETE', path`/v1/products/${product}/keys/${key.keyId}`, reading(signingKey));
        return { json: gone, lines: [[name(gone.label), ` (${gone.keyId}) is revoked for ${product}`]] };
      }),
    );

const notOne = (given: string, count: number): CliError =>
  new CliError(count === 0 ? `no key begins with ${given}` : `${count} keys begin with ${given}`, {
    code: count === 0 ? 'unknown-key' : 'ambiguous-key',
    fix: 'See `orange key list` for their ids.',
  });
