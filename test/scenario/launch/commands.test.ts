// `npm start` and `npm run migrate` as a person meets them when something is in the way: one line, a hint, an exit code.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { defaultDataFolder } from '../../../scripts/launch/data-folder.ts';
import { lockFolder } from '../../../scripts/launch/folder-lock.ts';
import { parseStartWords } from '../../../scripts/launch/start-words.ts';
import { makeGrounds } from './grounds.ts';

const grounds = makeGrounds();
afterAll(() => grounds.remove());

type Said = { readonly code: number | null; readonly out: string; readonly err: string };

async function run(script: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const path = fileURLToPath(new URL(`../../../scripts/${script}`, import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...words], {
    env: { ...process.env, DATABASE_URL: '', S3_ENDPOINT: '', ...env },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

describe('npm start', () => {
  it('says what it takes', async () => {
    const said = await run('start.ts', ['--help']);
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain('--data DIR');
  });

  it('answers a slip of the pen with one line, a hint and exit code 2', async () => {
    const err = '--port takes a number from 0 to 65535, not "99999".\nTry: npm start -- --port 8788\n';
    expect(await run('start.ts', ['--port', '99999'])).toEqual({ code: 2, out: '', err });
  });

  it.each([
    [['--prot', '1'], "Unknown option '--prot'."],
    [['--data='], '--data takes a folder.'],
    [['--port', '-1'], "Option '--port' argument is ambiguous."],
    [['--port', '80a'], '--port takes a number from 0 to 65535, not "80a".'],
    [['--clock-rate', '0'], '--clock-rate takes a whole number from 1 to 100000, not "0".'],
    [['--clock-rate', '1e5'], '--clock-rate takes a whole number from 1 to 100000, not "1e5".'],
    [['here'], "Unexpected argument 'here'."],
  ])('%j: %s', (words, message) => {
    expect(parseStartWords(words)).toMatchObject({ kind: 'mistake', message });
  });

  it('starts on port 8787 and in the checkout when nothing is said', () => {
    expect(parseStartWords([])).toEqual({
      kind: 'start',
      dataDir: defaultDataFolder,
      port: 8787,
      clockRate: 1,
    });
    const words = ['--data', 'x', '--port', '0', '--clock-rate', '3600'];
    expect(parseStartWords(words)).toEqual({ kind: 'start', dataDir: 'x', port: 0, clockRate: 3600 });
  });

  it('names the port that is in use, and another to try', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const said = await run('start.ts', ['--data', grounds.inside('busy'), '--port', String(port)]);
    server.close();
    const hint = `Choose another one: npm start -- --port ${port + 1}`;
    expect(said).toEqual({ code: 1, out: '', err: `Port ${port} is in use.\n${hint}\n` });
  });

  it('names the process that already runs on the folder', async () => {
    const folder = grounds.inside('twice');
    mkdirSync(folder);
    const lock = lockFolder(folder);
    const said = await run('start.ts', ['--data', folder, '--port', '0']);
    lock.release();
    expect(said.code).toBe(1);
    const [line, hint] = said.err.split('\n');
    expect(line).toBe(`Orange Friday already runs on ${folder}: process ${process.pid} is starting.`);
    expect(hint).toContain(`kill ${process.pid}`);
  });

  it('wants the keys of an S3 API of one’s own', async () => {
    const said = await run('start.ts', ['--data', grounds.inside('own')], { S3_ENDPOINT: 'http://127.0.0.1:1' });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain('S3_ENDPOINT is set, but S3_ACCESS_KEY_ID is not.');
  });

  it('says in one line why it cannot use an S3 API of one’s own, and what to mend', async () => {
    const own = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' };
    const said = await run('start.ts', ['--data', grounds.inside('no-store'), '--port', '0'], own);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toBe(
      'The object storage at http://127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1.\n' +
        'Mend S3_ENDPOINT, or start what answers there. Unset S3_ENDPOINT to use the embedded store.\n',
    );
  });

  it('says in one line why it cannot use a database of one’s own, and what to mend', async () => {
    const own = { DATABASE_URL: 'postgres://orange:secret@127.0.0.1:1/orange' };
    const said = await run('start.ts', ['--data', grounds.inside('no-database'), '--port', '0'], own);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toBe(
      'The database cannot be used: connect ECONNREFUSED 127.0.0.1:1.\n' +
        'Mend DATABASE_URL, or unset it to use the embedded PostgreSQL.\n',
    );
  });
});

describe('npm start with the real Worker', () => {
  it('refuses a setting that the service would not take, and leaves nothing running', async () => {
    const folder = grounds.inside('loud');
    const said = await run('start.ts', ['--data', folder, '--port', '0'], { LOG_LEVEL: 'loud' });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/^The environment is not complete: LOG_LEVEL/);
    expect(existsSync(`${folder}/lock`)).toBe(false);
    expect(existsSync(`${folder}/postgres/postmaster.pid`)).toBe(false);
  });

  it('at Ctrl-C in the middle of its start stops what had begun, and says nothing else', async () => {
    const folder = grounds.inside('hasty');
    const path = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url));
    const words = ['--import', 'tsx', path, '--data', folder, '--port', '0'];
    const child = spawn(process.execPath, words, { env: { ...process.env, DATABASE_URL: '', S3_ENDPOINT: '' } });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const said = Promise.all([text(child.stdout), text(child.stderr)]);
    await vi.waitUntil(() => existsSync(`${folder}/lock`), { timeout: 60_000, interval: 20 });
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(await said).toEqual(['', '\nStopping (SIGINT) …\n']);
    expect(existsSync(`${folder}/lock`)).toBe(false);
    expect(existsSync(`${folder}/postgres/postmaster.pid`)).toBe(false);
  });

  it('answers, and at Ctrl-C stops every part in order', async () => {
    const folder = grounds.inside('whole');
    const path = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url));
    const words = ['--import', 'tsx', path, '--data', folder, '--port', '0'];
    const child = spawn(process.execPath, words, { env: { ...process.env, DATABASE_URL: '', S3_ENDPOINT: '' } });
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
      child.stdout.on('data', (chunk) => {
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(String(chunk));
        if (found !== null) resolve(found[0]);
      });
    });
    expect((await fetch(url, { redirect: 'manual' })).status).toBeLessThan(500);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(readFileSync(`${folder}/postgres.log`, 'utf8').trim()).toMatch(/database system is shut down$/);
    expect(existsSync(`${folder}/lock`)).toBe(false);
  });
});

describe('npm run migrate', () => {
  it('asks which database', async () => {
    const said = await run('migrate.ts', []);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toContain('--url');
  });

  it('says in one line why it cannot reach the database', async () => {
    const said = await run('migrate.ts', ['--url', 'postgres://orange:x@127.0.0.1:1/orange']);
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/^Not migrated: connect ECONNREFUSED 127\.0\.0\.1:1\n/);
  });
});

describe('npm run operator', () => {
  it('says in two lines why it made none', async () => {
    const said = await run('operator.ts', [], { DATABASE_URL: 'postgres://orange:x@127.0.0.1:1/orange' });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toBe(
      'No operator was made: connect ECONNREFUSED 127.0.0.1:1\n' +
        'Does DATABASE_URL name a database that runs, and was `npm run migrate` run on it?\n',
    );
  });
});

describe('npm run serve', () => {
  it('ends with one line that names what is missing', async () => {
    const said = await run('../src/server.ts', [], { DATABASE_URL: 'localhost/orange' });
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toMatch(/^The environment is not complete: DATABASE_URL: [^\n]+\n$/);
  });

  it('goes on without its stores, and says of each at once why it cannot be used', async () => {
    const path = fileURLToPath(new URL('../../../src/server.ts', import.meta.url));
    const own = {
      DATABASE_URL: 'postgres://orange:secret@127.0.0.1:1/orange',
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_ACCESS_KEY_ID: 'a',
      S3_SECRET_ACCESS_KEY: 'b',
      SERVICE_SECRET: 'ab'.repeat(32),
      PORT: '0',
    };
    const child = spawn(process.execPath, ['--import', 'tsx', path], { env: { ...process.env, ...own } });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    let out = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        out += String(chunk);
        if (out.includes('the database cannot be used')) resolve();
      });
      child.once('exit', () => resolve());
    });
    const port = /"listening","port":(\d+)/.exec(out)?.[1];
    // Proxies hold a quiet connection for a minute: who closes it first must not be the one that requests go to.
    const { headers } = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect(headers.get('keep-alive')).toBe('timeout=75');
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(out).toContain('"message":"the object storage cannot be used","endpoint":"http://127.0.0.1:1"');
    expect(out).toContain('"cause":"connect ECONNREFUSED 127.0.0.1:1","hint":"Mend S3_ENDPOINT');
    expect(out).toContain('"cause":"Error: connect ECONNREFUSED 127.0.0.1:1","hint":"Mend DATABASE_URL');
    expect(out).not.toContain('secret');
  });
});
