// The environment, read: what is missing or of no use is told by its name.
import { expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../../src/config.ts';

const whole = {
  DATABASE_URL: 'postgres://orange@127.0.0.1/orange',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_ACCESS_KEY_ID: 'a',
  S3_SECRET_ACCESS_KEY: 'b',
  SERVICE_SECRET: 'ab'.repeat(32),
};

it('tells what is not set from what is set to no use, all at once, and repeats no secret', () => {
  const { S3_ENDPOINT: _, ...rest } = whole;
  const read = () => parseConfig({ ...rest, SERVICE_SECRET: 'hush', PORT: '70000' });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/complete: S3_ENDPOINT is not set; SERVICE_SECRET: must be .*; PORT: /);
  expect(read).not.toThrow(/hush/);
});

it('takes what DEPLOY.md asks for, and has the rest', () => {
  expect(parseConfig(whole)).toMatchObject({ port: 8787, mail: null, onlineKeys: null, logLevel: 'info' });
});
