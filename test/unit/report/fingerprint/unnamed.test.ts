// Native stacks of which little is known: crash handlers above the fault, modules without names, toolkits that hand events on.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const stack = (...frames: readonly string[]): string =>
  `Thread 1 (LWP 12):\n${frames.map((frame, at) => `#${at}  0x00007fdda985f5b${at % 10} in ${frame}`).join('\n')}`;

describe('what a signal called', () => {
  const handled = (fault: string) =>
    stack(
      'waitpid () from /lib/libc.so.6',
      'Crash::report (sig=11) at crash.cpp:9',
      '<signal handler called>',
      fault,
    ).replace(/0x\w+ in <signal/, '<signal');

  it('is not the fault, which stands below', () => {
    expect(words(handled('Ring::push (this=0x0) at ring.cpp:3'))).toBe('crash | Ring::push');
  });

  it('does not put two faults together', () => {
    expect(words(handled('Ring::push () at ring.cpp:3'))).not.toBe(words(handled('Ring::pull () at ring.cpp:3')));
  });
});

describe('modules without names', () => {
  const journal = (...modules: readonly string[]): string =>
    `Process 12 (nova) of user 1000 dumped core.\n${' '.repeat(56)}Stack trace of thread 12:\n${modules
      .map((module, at) => `${' '.repeat(56)}#${at}  0x00007dbd12a72f7${at} n/a (${module} + 0x2${at}1)`)
      .join('\n')}`;

  it('identify by how many of their frames stand together', () => {
    expect(words(journal('libring.so', 'libring.so', 'libfeed.so', 'nova'))).toBe(
      'crash | libring.so 2 | libfeed.so 1',
    );
  });

  it('keep faults of one library apart', () => {
    expect(words(journal('libring.so', 'nova'))).not.toBe(
      words(journal('libring.so', 'libring.so', 'libring.so', 'nova')),
    );
  });

  it('count where many of them stand above the first function', () => {
    const deep = stack(
      '?? () from /lib/libgl.so',
      '?? () from /lib/libgl.so',
      '?? () from /lib/libgl.so',
      'novamain () from /lib/libnova.so',
    );
    expect(words(deep)).toBe('crash | libgl.so 3 | novamain');
    const near = stack('?? () from /lib/libgl.so', 'nova_draw () from /lib/libnova.so');
    expect(words(near)).toBe('crash | nova_draw');
  });
});

describe('toolkits', () => {
  it('hand events on, and their containers fail for what callers did', () => {
    const text = stack(
      'QBasicAtomicInt::ref (this=0xc) at qatomic.h:116',
      'QHash<int, int>::QHash (this=0x1) at qhash.h:264',
      'Shape::changed (this=0x2) at shape.cpp:8',
      'QMetaObject::activate (sender=0x3) at qobject.cpp:3',
      'Shape::moved (this=0x2) at shape.cpp:4',
    );
    expect(words(text)).toBe('crash | Shape::changed | Shape::moved');
  });

  it('are no other name of what failed in them', () => {
    const drawn = (caller: string): readonly string[] =>
      fingerprintText(stack('QGLWidget::glDraw () at a.cpp:1', caller)).keys.alt;
    expect(drawn('Scene::draw () at b.cpp:2')).not.toEqual([]);
    expect(drawn('Scene::draw () at b.cpp:2').filter((key) => drawn('Plot::draw () at b.cpp:2').includes(key))).toEqual(
      [],
    );
  });
});

it('reads names that a narrow terminal put below their numbers', () => {
  const text =
    '#0  0x00007f12 in\n    nova::Ring::push(int, int) ()\n    from /lib/libnova.so\n#1  0x00007f13 in nova_main ()';
  expect(words(text)).toBe('crash | nova::Ring::push | nova_main');
});
