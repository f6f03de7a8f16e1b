// Reads the environment once: strings in, a checked configuration out, or every mistake at once.
import * as z from 'zod';

const onlineKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be 32 random bytes in hex, as `openssl rand -hex 32` prints');

const environment = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL'),
  S3_ENDPOINT: z.url(),
  S3_BUCKET: z.string().min(1).default('orange'),
  S3_REGION: z.string().min(1).default('auto'),
  S3_ACCESS_KEY_ID: z.string().min(1),
  S3_SECRET_ACCESS_KEY: z.string().min(1),
  SERVICE_SECRET: z
    .string()
    .regex(/^[0-9a-f]{64,}$/, 'must be at least 32 random bytes in hex, as `openssl rand -hex 32` prints'),
  SNAPSHOT_KEY: onlineKey.optional(),
  TIMESTAMP_KEY: onlineKey.optional(),
  CLOCK_RATE: z.coerce.number().min(1).max(100_000).default(1),
  CLOCK_ORIGIN_MS: z.coerce.number().int().min(0).default(0),
  CLOCK_START_MS: z.coerce.number().int().min(0).optional(),
  WEBHOOKS_TO_LOCALHOST: z.enum(['refuse', 'allow']).default('refuse'),
  MAIL_HOST: z.string().min(1).optional(),
  MAIL_PORT: z.coerce.number().int().min(1).max(65_535).default(587),
  MAIL_TLS: z.enum(['implicit', 'starttls', 'none']).default('starttls'),
  MAIL_USER: z.string().min(1).optional(),
  MAIL_PASSWORD: z.string().min(1).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]{0,100}@[A-Za-z0-9.-]+>?$/, 'must be an address, such as Orange Friday <friday@example.com>')
    .optional(),
  PUBLIC_URL: z.url().optional(),
  PUBLIC_KEY_REPORTS_PER_HOUR: z.coerce.number().int().min(100).max(100_000_000).optional(),
  CHECKIN_QUEUE: z.enum(['database', 'binding']).default('database'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
});

export type MailConfig = {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
  readonly publicUrl: string;
};

export type Config = {
  readonly databaseUrl: string;
  readonly s3: { endpoint: string; bucket: string; region: string; accessKeyId: string; secretAccessKey: string };
  readonly serviceSecret: string;
  /** Seeds of the two keys that sign what is newest; null for a service that publishes no TUF repository. */
  readonly onlineKeys: { readonly snapshotKey: string; readonly timestampKey: string } | null;
  /** At `originMs` of the world's time the service's clock shows `startMs`, and runs `rate` times as fast. */
  readonly clock: { readonly rate: number; readonly originMs: number; readonly startMs: number };
  /** Null for a service that writes to nobody. */
  readonly mail: MailConfig | null;
  /** For development: webhooks may lead to this machine, and by http. */
  readonly mayCallLocalhost: boolean;
  /** What of a key that anybody can read is kept an hour from devices that nobody enrolled; null for what is usual. */
  readonly publicKeyReports: number | null;
  readonly checkinQueue: 'database' | 'binding';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Where `npm run serve` listens; a Worker has no say in it. */
  readonly port: number;
};

/** A configuration that cannot work; the message names every variable to mend. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** `env` is `process.env` or a Worker's bindings; what is not ours in it is ignored. */
export function parseConfig(env: unknown): Config {
  const parsed = environment.safeParse(env, { reportInput: true });
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map(({ path, message, code, input }) =>
      code === 'invalid_type' && input === undefined ? `${path.join('.')} is not set` : `${path.join('.')}: ${message}`,
    );
    throw new ConfigError(`The environment is not complete: ${mistakes.join('; ')}. DEPLOY.md names every variable.`);
  }
  const e = parsed.data;
  return {
    databaseUrl: e.DATABASE_URL,
    s3: {
      endpoint: e.S3_ENDPOINT,
      bucket: e.S3_BUCKET,
      region: e.S3_REGION,
      accessKeyId: e.S3_ACCESS_KEY_ID,
      secretAccessKey: e.S3_SECRET_ACCESS_KEY,
    },
    serviceSecret: e.SERVICE_SECRET,
    onlineKeys: pairKeys(e.SNAPSHOT_KEY, e.TIMESTAMP_KEY),
    clock: { rate: e.CLOCK_RATE, originMs: e.CLOCK_ORIGIN_MS, startMs: e.CLOCK_START_MS ?? e.CLOCK_ORIGIN_MS },
    mail: readMail(e),
    mayCallLocalhost: e.WEBHOOKS_TO_LOCALHOST === 'allow',
    publicKeyReports: e.PUBLIC_KEY_REPORTS_PER_HOUR ?? null,
    checkinQueue: e.CHECKIN_QUEUE,
    logLevel: e.LOG_LEVEL,
    port: e.PORT,
  };
}

/** Letters need a way back: links in them lead to `PUBLIC_URL`. A password never travels in the clear. */
function readMail(e: z.output<typeof environment>): MailConfig | null {
  if (e.MAIL_HOST === undefined) return null;
  if (e.MAIL_FROM === undefined || e.PUBLIC_URL === undefined)
    throw new ConfigError('MAIL_HOST: set MAIL_FROM and PUBLIC_URL with it. DEPLOY.md says more.');
  if (e.MAIL_TLS === 'none' && !/^(?:localhost|127\.0\.0\.1|::1)$/.test(e.MAIL_HOST))
    throw new ConfigError('MAIL_TLS: "none" is for a mail server on this machine.');
  return {
    host: e.MAIL_HOST,
    port: e.MAIL_PORT,
    tls: e.MAIL_TLS,
    user: e.MAIL_USER ?? null,
    password: e.MAIL_PASSWORD ?? null,
    from: e.MAIL_FROM,
    publicUrl: e.PUBLIC_URL.replace(/\/+$/, ''),
  };
}

/** One without the other is a slip, and one in both places would lose both roles to one thief. */
function pairKeys(snapshotKey: string | undefined, timestampKey: string | undefined): Config['onlineKeys'] {
  if (snapshotKey === undefined && timestampKey === undefined) return null;
  if (snapshotKey !== undefined && timestampKey !== undefined && snapshotKey !== timestampKey)
    return { snapshotKey, timestampKey };
  throw new ConfigError(
    'SNAPSHOT_KEY and TIMESTAMP_KEY: set both, to different keys, or neither. DEPLOY.md says more.',
  );
}

/** The one look at the process's environment, for the door that runs on Node. */
export const readEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;

/**
 * The SDK warns of Node 20's end in its own later versions. It is pinned here, so whoever runs the service could mend
 * nothing; whoever wants to hear of it sets the variable to something else.
 */
export const quietSdk = (): void => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
};
