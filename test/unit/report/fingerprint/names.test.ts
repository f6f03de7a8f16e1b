// Names and messages: what differs between builds, compilers and devices is taken out, what identifies stays.
import { describe, expect, it } from 'vitest';
import { stripLogPrefix } from '../../../../src/domain/report/fingerprint/cut/log-prefix.ts';
import { canonicalCycle } from '../../../../src/domain/report/fingerprint/key/cycle.ts';
import { functionName } from '../../../../src/domain/report/fingerprint/normalise/function-name.ts';
import { methodName } from '../../../../src/domain/report/fingerprint/normalise/java-frame.ts';
import { messageTemplate } from '../../../../src/domain/report/fingerprint/normalise/message.ts';
import { processName, threadName } from '../../../../src/domain/report/fingerprint/normalise/paths.ts';
import { jsFunction } from '../../../../src/domain/report/fingerprint/parse/js-name.ts';
import { compileRules, judgeFrames, keptFrames } from '../../../../src/domain/report/fingerprint/skip/frame-rule.ts';

describe('functionName', () => {
  it.each([
    ['nova::Frame::lock(int, char const*) const', 'nova::Frame::lock'],
    ['_ZNK4nova5Frame4lockEiPKc', 'nova::Frame::lock'],
    ['_ZN4nova5QueueINS_5FrameEE3popEv', 'nova::Queue<T>::pop'],
    ['nova::Queue<nova::Frame, std::less<int> >::pop()', 'nova::Queue<T>::pop'],
    ['<nova[0123456789abcdef]::Ring<u8> as core[0123456789abcdef]::fmt::Display>::fmt', 'nova::Ring<T>::fmt'],
    ['<&mut nova::Ring as core::fmt::Display>::fmt', 'nova::Ring::fmt'],
    ['<usize as core::slice::index::SliceIndex<[T]>>::index', 'core::slice::index::SliceIndex<T>::index'],
    ['<T as nova::Feed>::feed', 'nova::Feed::feed'],
    ['<impl nova::Feed for [u8]>::feed', '<T>::feed'],
    ['_ZNSt3__16vectorIiNS_9allocatorIiEEE9push_backERKi', 'std::vector<T>::push_back'],
    ['void nova::(anonymous namespace)::run<int>(int)', 'nova::(anonymous namespace)::run<T>'],
    ['_ZN4nova12_GLOBAL__N_13runEv', 'nova::(anonymous namespace)::run'],
    ['_ZZN4nova3getEvENKUlivE_clEiv', 'nova::get::{lambda}::operator()'],
    ['nova::get()::{lambda(int)#1}::operator()(int) const', 'nova::get::{lambda}::operator()'],
    ['_ZN4nova5FrameD0Ev', 'nova::Frame::~Frame'],
    ['nova::Frame::operator<(nova::Frame const&)', 'nova::Frame::operator<'],
    ['_ZN4nova5FrameltERKS0_', 'nova::Frame::operator<'],
    ['_ZThn16_N4nova5Frame4lockEv', 'nova::Frame::lock'],
    ['_ZN4core9panicking5panic17h0123456789abcdefE', 'core::panicking::panic'],
    ['nova_close.isra.12.cold+0x12/0x34', 'nova_close'],
    ['nova::Frame::lock(std::vector<int> const&) (.cfi)+616', 'nova::Frame::lock'],
    ['nova::Frame::lock(int) const (.llvm.8123) (.cfi)', 'nova::Frame::lock'],
    ['nova_open.cfi', 'nova_open'],
    ['__dl_abort+4', 'abort'],
    ['memcpy@plt', 'memcpy'],
  ])('%s', (printed, expected) => {
    expect(functionName(printed)).toBe(expected);
  });

  it.each([
    '_Z',
    '_ZN',
    '_ZN3',
    '_ZN99999abc',
    '_ZNSt',
    `_ZN${'I'.repeat(500)}`,
    `_Z${'N1a'.repeat(300)}`,
    'a<b(c',
    ')>)>',
  ])('survives %s', (damaged) => {
    expect(typeof functionName(damaged)).toBe('string');
  });
});

describe('methodName', () => {
  it.each([
    ['com.nova.Main$2.lambda$open$7', 'com.nova.Main$.lambda$open'],
    ['com.nova.Main$$ExternalSyntheticLambda12.run', 'com.nova.Main$$Lambda.run'],
    ['sun.reflect.GeneratedMethodAccessor44.invoke', 'sun.reflect.GeneratedAccessor.invoke'],
  ])('%s', (printed, expected) => {
    expect(methodName(printed)).toBe(expected);
  });
});

describe('jsFunction', () => {
  it.each([
    ['Object.Foo.bar [as baz]', 'bar'],
    ['async Foo.bar', 'bar'],
    ['Foo.prototype.bar', 'bar'],
    ['bar(1, "a.b")', 'bar'],
    ['test/<', ''],
    ['<anonymous>', ''],
    ['Object.<anonymous>', ''],
    ['Anonymous function', ''],
  ])('%s', (printed, expected) => {
    expect(jsFunction(printed)).toBe(expected);
  });
});

describe('messageTemplate', () => {
  it.each([
    ['waited 5003ms for 0x7f12 of com.nova', 'waited <n> for <hex> of com.nova'],
    ['mail a.b@nova.example at https://nova.example/x?y=1', 'mail <email> at <url>'],
    ['Fragment Main{d8ee295} (c57fcccc-4c3f-4bcb-b360-37104b7810dc)', 'Fragment Main{<id>} (<uuid>)'],
    ['/data/app/~~x9==/com.nova-aB3==/base.apk', '/data/app/com.nova/base.apk'],
    ['String resource ID #0x7f09003d', 'String resource ID #<res>'],
    ['utf8 of h264 in mp4', 'utf8 of h264 in mp4'],
  ])('%s', (message, expected) => {
    expect(messageTemplate(message)).toBe(expected);
  });
});

describe('processName and threadName', () => {
  it('leave out suffixes, paths and counters', () => {
    expect([
      processName('com.nova:remote'),
      processName('/system/bin/novad -x'),
      threadName('pool-5-thread-12'),
      threadName('Binder:812_4'),
    ]).toEqual(['com.nova', 'novad', 'pool-#-thread-#', 'Binder:#_#']);
  });
});

describe('stripLogPrefix', () => {
  it.each([
    ['06-21 19:34:43.781  1077  1079 F DEBUG   : abc', 'abc', 'DEBUG 1077'],
    ['<3>[   24.744079] DEBUG: abc', 'abc', 'DEBUG'],
    ['[    0.581853] [    0.581850]@1 abc', 'abc', 'printk'],
    ['E/AndroidRuntime( 7830): \tat a.b', '\tat a.b', 'AndroidRuntime 7830'],
    ['2026-02-03 10:11:12.345 123-456/com.nova E/Tag: abc', 'abc', 'Tag 123'],
    ['2026-02-03 10:11:12.345  123-456   Tag    com.nova     E  abc', 'abc', 'Tag 123'],
    ['[   67.633749] abc', 'abc', 'printk'],
    ['[   67.633749][   T12]  abc', ' abc', 'T12'],
    ['<4>[22921.938392]  [3:    kworker/3:0:14402] abc', 'abc', '3:kworker/3:0:14402'],
    ['10:11:12.345 -> abc', 'abc', ''],
    ['abc: def', 'abc: def', ''],
  ])('%s', (line, text, from) => {
    expect(stripLogPrefix(line)).toEqual({ text, from });
  });
});

describe('canonicalCycle', () => {
  it('begins a cycle at one place, and leaves other stacks alone', () => {
    expect(canonicalCycle(['x', 'b', 'a', 'b', 'a', 'b', 'a', 'b'])).toEqual(['a', 'b']);
    expect(canonicalCycle(['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
  });
});

describe('judgeFrames', () => {
  const rules = compileRules([
    { name: 'throwing', action: 'above', when: { exact: ['throw'] } },
    { name: 'dying', action: 'skip', when: { exact: ['abort'] } },
    { name: 'copying', action: 'pass', when: { starts: ['mem'] } },
    { name: 'base', action: 'below', when: { ends: ['_start'] } },
  ]);
  const kept = (...names: string[]) =>
    keptFrames(
      judgeFrames(
        names.map((fn) => ({ fn, module: '', pc: '' })),
        rules,
      ),
    ).map(({ fn }) => fn);

  it.each([
    ['leaves out what only dies', ['abort', 'a', 'b'], ['a', 'b']],
    ['cuts off the machinery of throwing', ['unwind', 'throw', 'a'], ['a']],
    ['cuts off what is below a thread', ['a', 'thread_start', 'clone'], ['a']],
    ['passes over copying above the fault, and keeps it below', ['memcpy', 'a', 'memcpy'], ['a', 'memcpy']],
    ['keeps what passes on where nothing else is left', ['abort', 'memcpy'], ['memcpy']],
    ['keeps something of any stack', ['abort'], ['abort']],
    ['has nothing of no stack', [], []],
  ])('%s', (_what, names, expected) => {
    expect(kept(...names)).toEqual(expected);
  });
});
