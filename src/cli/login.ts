// `orange login`: keeps the service's address and an access token, after asking the service whether they fit.
import { isTokenSecret } from '../domain/catalog/token-secret.ts';
import { me } from '../wire/operate/token.ts';
import { openApiClient } from './api/api-client.ts';
import { reading } from './api/service-answer.ts';
import { CliError } from './cli-error.ts';
import { acting, newCommand, type Run } from './command.ts';
import { saveFile } from './compose.ts';
import type { Session } from './session.ts';
import { encodeConfig } from './settings/config-file.ts';
import { parseUrl } from './settings/settings.ts';
import { readSecretInput } from './terminal/ask.ts';
import { faint, good, name, warning } from './terminal/words.ts';

export const login = (run: Run) =>
  newCommand({
    name: 'login',
    about: 'Keep the address of the service and an access token',
    more:
      'The token is asked for at the terminal and not shown, or read from standard input: on the command line it would end up ' +
      'in the shell history. Both are kept in a file that only you can read. CI needs no login: set ORANGE_URL and ORANGE_TOKEN.',
    isLocal: true,
    json: ['url', 'name', 'role', 'product', 'config'],
    examples: [
      ['Type or paste the token', 'orange login https://updates.example.com'],
      ['Take it from a password manager', 'pass show orange | orange login https://updates.example.com --token-stdin'],
    ],
  })
    .argument('[url]', 'address of the service; the one kept before when left out')
    .option('--token-stdin', 'read the token from standard input')
    .action(
      acting(run, async (session, given: string | undefined, options: { tokenStdin?: boolean }) => {
        const { settings, surroundings, printer } = session;
        const url = given === undefined ? settings.url() : parseUrl(given);
        if (isExposed(url))
          printer.note([warning('warning: '), 'without https, everybody on the way can read the token']);
        const token = await readToken(session, url, options.tokenStdin === true);
        const api = openApiClient({ base: url, token, interrupt: surroundings.interrupt });
        const bearer = await api.get('/v1/me', reading(me));
        const isSameService = settings.saved.url === url;
        const names = isSameService ? settings.saved : {};
        const product = bearer.product ?? names.product;
        await saveFile(
          settings.configPath,
          encodeConfig({ ...names, ...(product === undefined ? {} : { product }), url, token }),
        );
        return {
          json: { url, ...bearer, config: settings.configPath },
          lines: [
            [
              good('Logged in'),
              ' to ',
              url,
              ' as ',
              name(bearer.name),
              ` (${bearer.role}${bearer.product === null ? '' : ` of ${bearer.product}`})`,
            ],
            [faint(`kept in ${settings.configPath}`)],
          ],
        };
      }),
    );

async function readToken({ ask, surroundings }: Session, url: string, isPiped: boolean): Promise<string> {
  if (!isPiped && !ask.isPossible) {
    throw new CliError('there is no terminal to ask for the token at', {
      code: 'no-secret',
      fix: 'Pipe it in: command | orange login URL --token-stdin. Or set ORANGE_URL and ORANGE_TOKEN instead.',
    });
  }
  const token = isPiped
    ? await readSecretInput(surroundings, 'token')
    : (await ask.secret(`Access token for ${url}:`)).trim();
  if (isTokenSecret(token)) return token;
  throw new CliError('this is no access token, or a part of it is missing', {
    code: 'malformed-token',
    fix: 'Copy it whole: it starts with of_ and has 61 characters.',
  });
}

const isExposed = (url: string): boolean => {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(hostname);
};
