// `orange token revoke`: a token opens nothing from now on.
import { token } from '../wire/operate/token.ts';
import { path } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { name } from './terminal/words.ts';

export const tokenRevoke = (run: Run) =>
  newCommand({
    name: 'revoke',
    about: 'Revoke an access token, at once and for good',
    json: ['name', 'role', 'product', 'createdBy', 'createdMs', 'expiresMs', 'revokedMs'],
    examples: [['The laptop was stolen', 'orange token revoke ada-laptop']],
  })
    .argument('<name>', 'as `orange token list` has it')
    .action(
      acting(run, async ({ api }, given: string) => {
        const revoked = await api().send('DELETE', path`/v1/tokens/${given}`, reading(token));
        return { json: revoked, lines: [[name(revoked.name), ' is revoked']] };
      }),
    );
