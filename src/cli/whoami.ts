// `orange whoami`: what holds here and now: service, token, product, channel, and where that is kept.
import { me } from '../wire/operate/token.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { details } from './terminal/table.ts';

export const whoami = (run: Run) =>
  newCommand({
    name: 'whoami',
    about: 'Show the service, the token and the defaults in force',
    takes: ['product', 'channel', 'key'],
    json: ['url', 'name', 'role', 'tokenProduct', 'product', 'channel', 'keyFile', 'config'],
    examples: [['Before something that matters', 'orange whoami']],
  }).action(
    acting(run, async ({ api, settings }) => {
      const bearer = await api().get('/v1/me', reading(me));
      const { known, keyFilePath, configPath } = settings;
      return {
        json: {
          url: api().base,
          name: bearer.name,
          role: bearer.role,
          tokenProduct: bearer.product,
          product: known.product,
          channel: known.channel,
          keyFile: keyFilePath,
          config: configPath,
        },
        lines: details([
          ['service', api().base],
          ['token', `${bearer.name} (${bearer.role}${bearer.product === null ? '' : ` of ${bearer.product}`})`],
          ['product', known.product ?? 'none'],
          ['channel', known.channel ?? 'none'],
          ['keys', keyFilePath],
          ['config', configPath],
        ]),
      };
    }),
  );
