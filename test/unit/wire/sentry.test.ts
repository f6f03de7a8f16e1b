// Events of Sentry's SDKs, printed so that the fingerprints read them as what they are.
import { describe, expect, it } from 'vitest';
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

describe('the stack of a native event', () => {
  const id = '66906cd9-efbd-1fb9-9ea3-31a9846a4698';
  const image = { type: 'elf', image_addr: '0x1000', image_size: 4096, code_file: 'novad' };
  const printed = (list: object[], more: { image?: object; stack?: object; exception?: object } = {}) =>
    readEvent({
      platform: 'native',
      exception: [{ ...more.exception, stacktrace: { frames: list, ...more.stack } }],
      debug_meta: { images: [{ ...image, ...more.image }] },
    }).text;

  it('has offsets, and build ids as symbols have them', () => {
    const frame = { instruction_addr: '0x1010', function: 'f', symbol_addr: '0x1000' };
    const line = (more: object) => /#00.*/.exec(printed([frame], { image: more }))?.[0];
    expect(line({ code_id: 'AB'.repeat(20), debug_id: id })).toBe(
      `#00 pc 0000000000000010  novad (f+16) (BuildId: ${'ab'.repeat(20)})`,
    );
    // sentry.native 0.16.3 names ELF files by such an id alone where a daemon looks at the process that died.
    expect(line({ debug_id: id })).toContain('(BuildId: d96c9066bdefb91f9ea331a9846a4698)');
    expect(line({ debug_id: 'd96c9066-bdef-b91f-0000-000000000000' })).toContain('(BuildId: 66906cd9efbd1fb9)');
    expect(line({ type: 'pe', code_id: '5AB38077a0000', debug_id: `${id}-1` })).toContain(
      '(BuildId: d96c9066bdefb91f9ea331a9846a4698)',
    );
    expect(line({ debug_id: '00000000-0000-0000-0000-000000000000' })).toBe('#00 pc 0000000000000010  novad (f+16)');
  });

  it('stands at calls, not where they return to, which may be in the next function', () => {
    const dying = [
      { instruction_addr: '0x1040', function: 'next_one', symbol_addr: '0x1040' },
      { instruction_addr: '0x1010', function: 'abort', symbol_addr: '0x1000' },
    ];
    const pcs = (stack: object) => printed(dying, { stack }).match(/#0\d pc .*/g);
    const [top, called, returned] = ['10  novad (abort+16)', '3f  novad', '40  novad (next_one+0)'];
    const lines = (...ends: string[]) => ends.map((end, at) => `#0${at} pc 00000000000000${end}`);
    expect(pcs({})).toEqual(lines(top, called));
    expect(pcs({ instruction_addr_adjustment: 'all_but_first' })).toEqual(lines(top, called));
    expect(pcs({ instruction_addr_adjustment: 'none' })).toEqual(lines(top, returned));
    expect(pcs({ instruction_addr_adjustment: 'all' })).toEqual(lines('0f  novad (abort+15)', called));
  });

  it('begins below the SDK, where that is a part of the program, too', () => {
    const list = [
      { instruction_addr: '0x1400', function: 'open_lens' },
      { instruction_addr: '0x1300', function: 'sentry_value_set_stacktrace' },
      { instruction_addr: '0x1200', function: 'sentry_value_new_stacktrace' },
      { instruction_addr: '0x1100' },
    ];
    expect(printed(list)).toContain('#00 pc 00000000000003ff  novad (open_lens)');
    const died = { mechanism: { meta: { signal: { number: 11, name: 'SIGSEGV' } } } };
    expect(printed(list, { exception: died })).toContain('#03 pc 00000000000003ff  novad (open_lens)');
    expect(printed(list.slice(1))).toContain('#02 pc 00000000000002ff  novad (sentry_value_set_stacktrace)');
  });
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
  // sentry-java 8.20.0, with the threads beside the words.
  const thread = {
    name: 'main',
    crashed: true,
    ...frames({ module: 'Crash', function: 'main', filename: 'Crash.java' }),
  };
  const words = { platform: 'java', level: 'info', message: { formatted: 'torch hot' }, threads: { values: [thread] } };
  expect(readEvent(words)).toMatchObject({ kind: 'bug', title: 'torch hot' });
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
