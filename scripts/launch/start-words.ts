// Reads the words behind `npm start --`.
import { parseArgs } from 'node:util';
import { defaultDataFolder } from './data-folder.ts';
import { describeError } from './launch-error.ts';

export type StartWords =
  | { readonly kind: 'start'; readonly dataDir: string; readonly port: number; readonly clockRate: number }
  | { readonly kind: 'help'; readonly text: string }
  /** What is wrong, and what to write instead. */
  | { readonly kind: 'mistake'; readonly message: string; readonly hint: string };

const defaultPort = 8787;

const help = `npm start [-- --data DIR] [--port N] [--clock-rate N]

  --data DIR  the folder that keeps everything (default: .orange in the checkout)
  --port N    where the service answers on this machine (default: ${defaultPort}; 0 for any free port)
  --clock-rate N  lets the service's clock run N times as fast, to see a whole rollout at your desk with
              "orange fleet simulate": with 3600 a second is an hour. The folder's clock stays ahead from then on
  --help      this text

Environment:
  DATABASE_URL  a PostgreSQL of your own; the embedded one is not started
  S3_ENDPOINT   an S3 API of your own, with S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, and if they differ from
                "orange" and "auto" S3_BUCKET and S3_REGION; the embedded one is not started
  LOG_LEVEL     debug, info, warn or error (default: info)
  WEBHOOKS_TO_LOCALHOST  allow: webhooks may lead to this machine, for development`;

/** `words` are those after the script's name. */
export function parseStartWords(words: readonly string[]): StartWords {
  try {
    const options = {
      data: { type: 'string' },
      port: { type: 'string' },
      'clock-rate': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values } = parseArgs({ args: [...words], options });
    if (values.help) return { kind: 'help', text: help };
    const port = values.port === undefined ? defaultPort : parsePort(values.port);
    if (port === undefined)
      return mistake(`--port takes a number from 0 to 65535, not "${values.port}".`, 'npm start -- --port 8788');
    if (values.data === '') return mistake('--data takes a folder.', 'npm start -- --data ./my-data');
    const clockRate = parseRate(values['clock-rate'] ?? '1');
    if (clockRate === undefined)
      return mistake(
        `--clock-rate takes a whole number from 1 to 100000, not "${values['clock-rate']}".`,
        'npm start -- --data ./time-lapse --clock-rate 3600',
      );
    return { kind: 'start', dataDir: values.data ?? defaultDataFolder, port, clockRate };
  } catch (error) {
    const [sentence = ''] = describeError(error).split(/\.\s/);
    return mistake(`${sentence}.`, 'npm start -- --help');
  }
}

function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}

/** The bounds are those of CLOCK_RATE in src/config.ts. */
function parseRate(text: string): number | undefined {
  const rate = Number(text);
  return /^\d{1,6}$/.test(text) && rate >= 1 && rate <= 100_000 ? rate : undefined;
}

function mistake(message: string, tryThis: string): StartWords {
  return { kind: 'mistake', message, hint: `Try: ${tryThis}` };
}
