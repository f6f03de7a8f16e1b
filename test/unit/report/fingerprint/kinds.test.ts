// Each kind of crash: recognised, given a title, one key for one fault and another for another.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { crashSamples } from '../../../samples/crashes.ts';

const strict = (text: string): string => fingerprintText(text).keys.strict;
const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const sample = (kind: string): string => crashSamples.find((one) => one.kind === kind)?.one ?? '';

describe('every kind', () => {
  it.each(crashSamples)('$kind is recognised and titled', ({ kind, one, title }) => {
    expect(fingerprintText(one)).toMatchObject({
      kind,
      title,
      version: expect.stringMatching(new RegExp(`^${kind}/\\d+$`)),
    });
  });

  it.each(crashSamples)('$kind has one key on two devices', ({ one, other }) => {
    expect(fingerprintText(other).keys.strict).toBe(fingerprintText(one).keys.strict);
  });

  it('has another key for another fault', () => {
    const keys = crashSamples.map(({ one }) => strict(one));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('java', () => {
  const thrown = (...frames: string[]) =>
    `FATAL EXCEPTION: main\nProcess: com.nova.app, PID: 1\njava.lang.IllegalStateException: x\n${frames.map((frame) => `\tat ${frame}`).join('\n')}`;

  it('looks through the framework to the code of the app', () => {
    const inPhone = thrown('android.view.View.check(View.java:1)', 'com.nova.app.Main.open(Main.java:2)');
    expect(words(inPhone)).toBe('java.lang.IllegalStateException | com.nova.app.Main.open');
  });

  it('passes over what the compiler made of a lambda, and reads what a fuzzer throws', () => {
    const called = thrown(
      'com.nova.app.Main.$r8$lambda$-82lPEn83zs(Unknown Source:0)',
      'com.nova.app.Main.open(Main.java:2)',
    );
    expect(words(called)).toBe('java.lang.IllegalStateException | com.nova.app.Main.open');
    const fuzzed = '== Java Exception: java.lang.IllegalStateException: x\n\tat com.nova.app.Main.open(Main.java:2)';
    expect(words(fuzzed)).toBe('java.lang.IllegalStateException | com.nova.app.Main.open');
  });

  it('keeps apps apart that fail in the framework alone', () => {
    const one = thrown('android.view.View.check(View.java:1)');
    expect(strict(one)).not.toBe(strict(one.replace('com.nova.app', 'com.nova.other')));
  });

  it('names the library or the permission that was missing', () => {
    const link =
      'java.lang.UnsatisfiedLinkError: dlopen failed: library "libnova.so" not found\n\tat com.nova.A.b(A.java:1)';
    expect(words(link)).toContain('libnova.so');
    const denied =
      'java.lang.SecurityException: needs android.permission.CAMERA for uid 10212\n\tat com.nova.A.b(A.java:1)';
    expect(words(denied)).toContain('android.permission.CAMERA');
  });

  it('leaves out what other processes logged in between', () => {
    const logged = crashSamples.find(({ kind }) => kind === 'java')?.other ?? '';
    const lines = logged.split('\n');
    const foreign = '06-02 12:00:00.123  777  778 E Other: \tat com.other.Noise.make(Noise.java:1)';
    const mixed = [...lines.slice(0, 3), foreign, ...lines.slice(3, 7), foreign, ...lines.slice(7)].join('\n');
    expect(fingerprintText(mixed).keys).toEqual(fingerprintText(logged).keys);
  });

  it.each([
    'Fatal Exception: ',
    'Exception ',
    'Exception in thread "worker-3" ',
    'Uncaught exception in thread main: ',
    'the app died:\n\n',
  ])('does not mind that somebody wrote %j before it', (before) => {
    const crash = 'java.io.IOException: disk full\n\tat com.nova.A.b(A.java:1)\n\tat com.nova.A.c(A.java:2)\n';
    expect(strict(before + crash)).toBe(strict(crash));
  });

  it('has one issue for the death of the system', () => {
    const dead = (app: string) => `android.os.DeadSystemException\n\tat com.${app}.A.b(A.java:1)`;
    expect(strict(dead('one'))).toBe(strict(dead('other')));
  });

  it('does not mind where an endless recursion ran out of stack', () => {
    const overflow = (from: number) => {
      const cycle = ['com.n.A.a(A.java:1)', 'com.n.B.b(B.java:1)', 'com.n.C.c(C.java:1)'];
      const frames = Array.from({ length: 30 }, (_, at) => `\tat ${cycle[(at + from) % 3]}`);
      return `java.lang.StackOverflowError: stack size 8MB\n${frames.join('\n')}`;
    };
    expect(strict(overflow(0))).toBe(strict(overflow(2)));
  });

  it('reads an exception whose frames were cut off by its message', () => {
    const cut =
      'FATAL EXCEPTION: main\nProcess: com.nova, PID: 7\njava.lang.IllegalStateException: Migration failed: Table(3)\n Expected:\nTable {';
    expect(words(cut)).toContain('Migration failed');
  });
});

describe('tombstone', () => {
  it('keeps two libraries without symbols apart, and one together from build to build', () => {
    const stripped = (library: string, pc: string) =>
      sample('tombstone')
        .replace(/#01.*\n/, `#01 pc ${pc}  /vendor/lib64/${library}\n`)
        .replace(/ +#02.*\n/, '');
    expect(strict(stripped('liba.so', '000111aa'))).toBe(strict(stripped('liba.so', '000222bb')));
    expect(strict(stripped('liba.so', '000111aa'))).not.toBe(strict(stripped('libb.so', '000111aa')));
  });

  it('takes the address of a fault with and without the word for how it was accessed', () => {
    const crash = sample('tombstone').replace(/fault addr \S+/, 'fault addr 0x8');
    expect(strict(crash.replace('fault addr 0x8', 'fault addr 0x8 (read)'))).toBe(strict(crash));
  });

  it('goes by the functions alone where there are enough of them, whatever the hanging pointer held', () => {
    const at = (address: string) =>
      sample('tombstone')
        .replace(/fault addr \S+/, `fault addr ${address}`)
        .replace(
          /( +#02 pc .*\n)/,
          '$1      #03 pc 0000000000001234  /vendor/lib64/libnovacam.so (nova::Session::close()+12)\n',
        );
    expect(strict(at('0x8'))).toBe(strict(at('0x7f00aa5500')));
  });

  it('tells a null pointer from another address, and the text of an abort from another', () => {
    const at = (address: string) => sample('tombstone').replace(/fault addr \S+/, `fault addr ${address}`);
    expect(strict(at('0x8'))).toBe(strict(at('0x10')));
    expect(strict(at('0x8'))).not.toBe(strict(at('0x7f00aa5500')));
    const aborting = (text: string) => sample('tombstone').replace('\n    x0', `\nAbort message: '${text}'\n    x0`);
    expect(strict(aborting('fence 12 lost'))).toBe(strict(aborting('fence 9 lost')));
    expect(strict(aborting('fence 12 lost'))).not.toBe(strict(aborting('no buffer')));
  });
});

describe('anr', () => {
  it('follows a lock to the thread that holds it', () => {
    expect(words(sample('anr'))).toBe('ANR | lock | com.nova.mail.Sync.pull | com.nova.mail.Sync.run');
  });

  it('finds the thread that holds a lock where the waiting one names none', () => {
    const lock = /<0x\w+>/.exec(sample('anr'))?.[0] ?? '';
    const nameless = sample('anr').replaceAll(/ held by thread \d+/g, '');
    const held = nameless.replace(
      '  at com.nova.mail.Sync.run',
      `  - locked ${lock} (a java.lang.Object)\n  at com.nova.mail.Sync.run`,
    );
    expect(strict(held)).toBe(strict(sample('anr')));
    expect(strict(nameless)).not.toBe(strict(sample('anr')));
  });

  it('keeps apps apart whose names were taken away', () => {
    const dump = (process: string) =>
      `----- pid 321 at 2023-01-02 -----\nCmd line: ${process}\n\n"main" prio=5 tid=1 Runnable\n  at WV.MN.c(chromium.aab:7)\n  at WV.QN.e(chromium.aab:9)`;
    expect(strict(dump('com.nova.one'))).not.toBe(strict(dump('com.nova.two')));
  });

  it('is the same in the console of a store, which prints threads in its own way', () => {
    const frames =
      '  at com.nova.mail.db.Store.query (Store.java:12)\n  at com.nova.mail.Inbox.refresh (Inbox.java:44)\n';
    const file = `----- pid 321 at 2023-01-02 -----\nCmd line: com.nova.mail\n\n"main" prio=5 tid=1 Native\n${frames.replaceAll(' (', '(')}`;
    for (const head of ['main (runnable):tid=1 systid=321', '"main" tid=1 Native'])
      expect(strict(`${head}\n${frames}`)).toBe(strict(file));
  });

  it('goes by what was on the screen where nothing else is told', () => {
    const header = (screen: string, reason: string) =>
      `ANR in com.nova.mail (com.nova.mail/${screen})\nPID: 7\nReason: Input dispatching timed out (${reason})\nLoad: 1.0 / 2.0`;
    const [one, other] = [
      'Waiting because the touched window has not finished',
      '61a981d com.nova.mail/com.nova.mail.Main (server) is not responding',
    ];
    expect(strict(header('.Main', one))).toBe(strict(header('com.nova.mail.Main', other)));
    expect(strict(header('.Main', one))).not.toBe(strict(header('.Search', one)));
  });

  it('goes by the component where the main thread is idle', () => {
    const header = (action: string) =>
      `ANR in com.nova.mail\nPID: 7\nReason: Broadcast of Intent { act=${action} flg=0x10 cmp=com.nova.mail/.Boot }\nLoad: 1.0 / 2.0`;
    expect(strict(header('BOOT'))).toBe(strict(header('BOOT').replace('0x10', '0x9000010')));
    expect(strict(header('BOOT'))).not.toBe(strict(header('TIME_SET')));
  });
});

describe('mcu', () => {
  it('has one key for the raw and the decoded form of a dump', () => {
    const raw = sample('mcu');
    const decoded = raw.replace('\nBacktrace', '\n0x400d15f1: nova_loop at /src/main.c:7\n\nBacktrace');
    expect(strict(decoded)).toBe(strict(raw));
    expect(fingerprintText(decoded).keys.alt).toHaveLength(1);
  });

  it('goes by the condition of an assertion, whatever the build', () => {
    const assertion = (line: number, pc: string) =>
      `assert failed: nova_send send.c:${line} (queue)\n\nBacktrace: 0x400d${pc}:0x3ffb21d0`;
    expect(strict(assertion(7, '15ee'))).toBe(strict(assertion(9, '26ff')));
  });

  it('does not join faults of which nothing but the class is known', () => {
    expect(strict('***** HARD FAULT *****\nvalve open')).not.toBe(strict('***** HARD FAULT *****\nmotor on'));
  });
});

describe('js', () => {
  it('lets the message identify where no function has a name', () => {
    const nameless = (message: string) =>
      `Error: ${message}\n    at https://nova.example/a.js:1:2\n    at https://nova.example/a.js:3:4`;
    expect(strict(nameless('slot 4 is full'))).toBe(strict(nameless('slot 7 is full')));
    expect(strict(nameless('slot 4 is full'))).not.toBe(strict(nameless('no slot')));
  });
});
