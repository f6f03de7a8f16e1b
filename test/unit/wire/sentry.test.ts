// Events of Sentry's SDKs, printed so that the fingerprints read them as what they are.
import { expect, it } from 'vitest';
import { fingerprintText } from '../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { readKey } from '../../../src/wire/sentry/auth.ts';
import { normaliseId, readEvent } from '../../../src/wire/sentry/event.ts';

const frames = (...list: object[]) => ({ stacktrace: { frames: list } });

it.each([
  [
    'java',
    {
      platform: 'java',
      exception: {
        values: [
          {
            type: 'IllegalStateException',
            module: 'java.lang',
            value: 'closed',
            ...frames({ module: 'com.nova.Camera', function: 'open', filename: 'Camera.java', lineno: 41 }),
          },
          {
            type: 'RuntimeException',
            module: 'java.lang',
            value: 'outer',
            ...frames({ module: 'com.nova.Main', function: 'run', filename: 'Main.java', lineno: 9 }),
          },
        ],
      },
    },
    'java',
    'com.nova.Camera.open',
  ],
  [
    'javascript',
    {
      platform: 'javascript',
      exception: {
        values: [
          {
            type: 'TypeError',
            value: 'x is null',
            ...frames(
              { filename: 'app.js', function: 'main', lineno: 1, colno: 2 },
              { filename: 'app.js', function: 'tap', lineno: 3, colno: 4 },
            ),
          },
        ],
      },
    },
    'js',
    'tap',
  ],
  [
    'native',
    {
      platform: 'native',
      exception: {
        values: [
          {
            type: 'SIGSEGV',
            mechanism: { meta: { signal: { number: 11, name: 'SIGSEGV' } } },
            ...frames(
              { instruction_addr: '0x7f0000001000', package: '/system/lib64/libnova.so', function: 'main' },
              {
                instruction_addr: '0x7f0000002010',
                package: '/system/lib64/libnova.so',
                function: 'decode_frame',
                symbol_addr: '0x7f0000002000',
              },
            ),
          },
        ],
      },
      debug_meta: {
        images: [
          {
            type: 'elf',
            image_addr: '0x7f0000000000',
            image_size: 65536,
            code_id: '5f4dcc3b5aa765d61d8327deb882cf99',
            code_file: '/system/lib64/libnova.so',
          },
        ],
      },
    },
    'tombstone',
    'decode_frame',
  ],
])('an event of %s has the fingerprint of its kind', (_, event, kind, name) => {
  const { text, kind: filed } = readEvent(event);
  const print = fingerprintText(text);
  expect([filed, print.kind]).toEqual(['crash', kind]);
  expect(print.title).toContain(name);
});

it('prints offsets and build ids of native frames', () => {
  const { text } = readEvent({
    platform: 'native',
    exception: [{ ...frames({ instruction_addr: '0x1010', function: 'f', symbol_addr: '0x1000' }) }],
    debug_meta: { images: [{ image_addr: '0x1000', image_size: 4096, code_file: 'libx.so', debug_id: 'AB-1' }] },
  });
  expect(text).toContain('#00 pc 0000000000000010  libx.so (f+16) (BuildId: AB-1)');
});

it('takes messages as what they are, with what happened before', () => {
  const crumbs = [{ timestamp: 1, category: 'ui', message: 'tapped' }, { type: 'x' }, null, 7];
  expect(readEvent({ message: 'Hello', level: 'info', breadcrumbs: { values: crumbs } })).toMatchObject({
    kind: 'bug',
    title: 'Hello',
    text: expect.stringContaining('1 ui tapped\n'),
  });
  expect(readEvent({ logentry: { formatted: 'broken' }, level: 'fatal' })).toMatchObject({
    kind: 'crash',
    title: 'broken',
  });
  expect(readEvent({})).toMatchObject({ kind: 'bug', id: null, device: null, release: null });
});

it('calls a message by its words, not by the place where it was said', () => {
  const stack = frames({ filename: 'app.py', function: 'tick', lineno: 7 });
  const said = (message: string) =>
    readEvent({
      platform: 'python',
      level: 'error',
      logentry: { message },
      threads: { values: [{ current: true, crashed: false, ...stack }] },
    });
  expect(said('disk full')).toMatchObject({ kind: 'crash', title: 'disk full' });
  expect(said('disk full').text).toContain('Said at:\n  tick (app.py 7)');
  const key = (message: string) => fingerprintText(said(message).text).keys.strict;
  expect(key('disk full')).not.toBe(key('lens closed'));
  const died = { platform: 'python', message: 'x', threads: [{ crashed: true, ...stack }] };
  expect(readEvent(died).text).toContain('Traceback');
});

it('cleans the name of a release before its spaces go', () => {
  expect(readEvent({ release: 'build for 13800138000 today' }).release).toBe('build_for_<phone>_today');
  expect(readEvent({ release: 'fw@1.2.3+45 field' }).release).toBe('fw@1.2.3+45_field');
});

it('takes the build of Android for one of ours, and no kernel', () => {
  const os = (name: string, build: string) => readEvent({ contexts: { os: { name, build } } }).fingerprint;
  expect(os('Android', 'UKQ1.230924.001')).toBe('UKQ1.230924.001');
  expect(os('Linux', '25-amd64')).toBeNull();
  expect(os('Windows', '22631.4460')).toBeNull();
  expect(os('Fuchsia', 'nova/nova/nova:14/A/1:user/release-keys')).toBe('nova/nova/nova:14/A/1:user/release-keys');
});

it('knows ids with and without dashes, and keys wherever they are', () => {
  expect(normaliseId('550E8400-e29b-41d4-a716-446655440000')).toBe('550e8400e29b41d4a716446655440000');
  expect(normaliseId('x')).toBeNull();
  const none = { header: null, query: null, dsn: null };
  expect(readKey(none)).toEqual({ ok: false, refusal: 'missing' });
  expect(readKey({ ...none, header: 'Sentry sentry_version=7,sentry_key=abc' })).toEqual({ ok: true, key: 'abc' });
  expect(readKey({ ...none, dsn: 'https://abc:secret@host/9', query: 'abc' })).toEqual({ ok: true, key: 'abc' });
  expect(readKey({ ...none, dsn: 'https://abc@host/9', query: 'def' })).toEqual({ ok: false, refusal: 'differ' });
});
