// Crashes as consoles of app stores, trackers and bridges print them: bold causes, translated heads, stacks of another language.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const strict = (text: string): string => fingerprintText(text).keys.strict;
const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

describe('threads on the console of an app store', () => {
  const frames =
    '  at java.lang.Object.wait (Native method)\n  at com.nova.Player.block (Player.java:276)\n  at com.nova.Player.stop (Player.java:1190)\n';
  const head = '"main" prio=5 tid=1 Waiting\n  | group="main" sCount=1 dsCount=0\n';

  it('have a line for the list above their own', () => {
    expect(words(`"main" tid=1 Waiting\n${head}${frames}`)).toBe(words(head + frames));
  });

  it('may begin with the sign of code', () => {
    expect(words(`\`${head}${frames}`)).toBe(words(head + frames));
  });

  it('have heads in the language of the reader', () => {
    expect(words(`Поток 1 "main" tid=1 Blocked Основной поток\n${frames}`)).toBe(words(head + frames));
  });
});

it('keeps idle dumps of unknown programs apart by their threads', () => {
  const idle = (thread: string): string =>
    `"main" prio=5 tid=1 Native\n  at android.os.MessageQueue.nativePollOnce (Native method)\n"${thread}" prio=5 tid=2 Waiting\n  at java.lang.Object.wait (Native method)\n`;
  expect(strict(idle('Uploader'))).not.toBe(strict(idle('Player')));
  expect(strict(idle('Uploader'))).toBe(strict(idle('Uploader').replace('tid=2', 'tid=34')));
});

it('reads managed frames that have a blank before the source', () => {
  const trace =
    'java.lang.IllegalStateException: \n  at com.nova.db.Store.open (Store.java:24)\n  at com.nova.log.a.b (Log.java:84)\n';
  const { kind, title } = fingerprintText(trace);
  expect([kind, title]).toEqual(['java', 'IllegalStateException in com.nova.db.Store.open']);
});

it('reads a cause that somebody made bold', () => {
  const trace = (mark: string): string =>
    `java.lang.RuntimeException:\nat android.app.ActivityThread.main (ActivityThread.java:6762)\n${mark}Caused by: java.lang.IllegalStateException:\nat com.nova.App.get (App.java:184)\n`;
  expect(strict(trace('**'))).toBe(strict(trace('')));
});

describe('an error of JavaScript behind its bridge', () => {
  const bridged = (fn: string): string =>
    `com.facebook.react.common.JavascriptException: TypeError: undefined is not a function, stack:\nanonymous (address at@1:1082033\n${fn} (address at@1:173481\napply@-1\n\n\tat com.facebook.react.modules.core.ExceptionsManagerModule.reportException(ExceptionsManagerModule.java:71)\n\tat java.lang.reflect.Method.invoke(Method.java)\n`;

  it('is told apart by its own stack', () => {
    expect(strict(bridged('renderCart'))).not.toBe(strict(bridged('renderLogin')));
    expect(strict(bridged('renderCart'))).toBe(strict(bridged('renderCart').replace('1:173481', '1:9')));
  });

  it('is named by what failed, not by the bridge', () => {
    expect(fingerprintText(bridged('renderCart')).title).toMatch(
      /^JavascriptException: TypeError: undefined is not a function/,
    );
  });
});

it('names a crash without a signal', () => {
  const bare =
    'pid: 0, tid: 0 >>> com.nova.app <<<\n\nbacktrace:\n  #00  pc 00000000007138dc  /data/app/com.nova.app-1/lib/arm64/libnova.so\n';
  expect(fingerprintText(bare).title).toBe('crash in libnova.so (com.nova.app)');
});

it('finds the crash of a log whose head looks like another', () => {
  const log = `INFO: Running with seed 12\n${'INFO: loaded a module\n'.repeat(2000)}[0908/073950:FATAL:decode_fuzzer.cc:40] Check failed: key == input\n#0 0x5a882c10d286 nova::decode()\n`;
  expect(fingerprintText(log).kind).toBe('native');
});

describe('a wild read', () => {
  const report = (what: string): string =>
    `==1==ERROR: AddressSanitizer: ${what} on ${what === 'SEGV' ? 'unknown ' : ''}address 0x61d01a002d80\n${what === 'SEGV' ? '==1==The signal is caused by a READ memory access.' : 'READ of size 4 at 0x61d01a002d80 thread T0'}\n    #0 0x10c0819 in nova::Doc::read(int) /d.cc:9:3\n    #1 0x10bd55b in nova::Doc::Doc(int) /d.cc:5:5\n`;

  it('meets a red zone or no page by chance', () => {
    const [hole, zone] = ['SEGV', 'heap-buffer-overflow'].map((what) => fingerprintText(report(what)).keys);
    expect(hole?.strict).not.toBe(zone?.strict);
    expect(hole?.alt.some((key) => zone?.alt.includes(key))).toBe(true);
  });
});

it('keeps damaged kernel reports without a stack apart', () => {
  const damaged = (task: string): string =>
    `[    0.058593] BUG: KASAN: slab-out-of-bounds in\n[    0.058608] Write of size 4 at addr 00007f2a8ad06d18 by task ${task}\n`;
  expect(strict(damaged('nova'))).not.toBe(strict(damaged('feed')));
});

describe('a framework that fails for everybody', () => {
  const cast = (name: string, own = ''): string =>
    `FATAL EXCEPTION: main\nProcess: com.nova.app, PID: 7\njava.lang.ClassCastException: com.nova.app.${name} cannot be cast to android.app.Activity\n${own}\tat android.app.AppComponentFactory.instantiateActivity(AppComponentFactory.java:95)\n\tat androidx.core.app.CoreComponentFactory.instantiateActivity(CoreComponentFactory.java:44)\n\tat android.app.Instrumentation.newActivity(Instrumentation.java:1378)`;

  it('is told apart by what it could not cast, and own code is not', () => {
    expect(words(cast('Dial'))).not.toBe(words(cast('Knob')));
    const own = '\tat com.nova.app.Feed.open(Feed.java:9)\n';
    expect(words(cast('Dial', own))).toBe(words(cast('Knob', own)));
  });

  const header = (window: string): string =>
    `ANR in com.nova.launcher\nPID: 1564\nReason: Input dispatching timed out (${window} is not responding. Waited 5001ms for MotionEvent).\nErrorId: 4fe8c24e\nLoad: 0.0 / 0.0 / 0.0`;

  it('is told apart by the window that did not answer, whichever it was of its kind', () => {
    expect(words(header('8ca76ce Dock'))).not.toBe(words(header('[Gesture Monitor] swipe-up')));
    expect(words(header('8ca76ce Dock'))).toBe(words(header('13f00aa Dock')));
  });
});

it('begins at the error of a script that a report of the system put its own header before', () => {
  const script = Array.from({ length: 20 }, (_, at) => `turnDial${at}@1:28310${at}`).join('\n');
  const thrown = `com.facebook.react.common.JavascriptException: TypeError: no dial\n\nThis error is located at:\n    at Screen (address at index.android.bundle:1:1308097)\n${script}\n\n\tat com.facebook.react.modules.core.ExceptionsManagerModule.reportException(ExceptionsManagerModule.kt:61)\n\tat com.facebook.jni.NativeRunnable.run(Native Method)`;
  const logged = `FATAL EXCEPTION: mqt_v_native\nProcess: com.nova.app, PID: 7\n${thrown}`;
  const dropped = `Process: com.nova.app\nPID: 9\nFlags: 0x38e83e44\nPackage: com.nova.app v87 (2.0)\nForeground: Yes\n\n${thrown}`;
  expect(strict(dropped)).toBe(strict(logged));
  expect(words(dropped)).toContain('no dial');
});

it('reads frames that have their line beside the method, too, and the name of another list above them', () => {
  const trace = (plus: string): string =>
    `#0. Crashed: main\n       at com.nova.Feed.open${plus}(Feed.java:12)\n       at android.os.Handler.handleCallback${plus}(Handler.java:746)\n\n--\n\nFatal Exception: java.lang.IllegalStateException: no feed\n       at com.nova.Feed.open${plus}(Feed.java:12)\n       at com.nova.Main.run${plus}(Main.java:7)\n       at android.os.Handler.handleCallback${plus}(Handler.java:746)\n`;
  expect(fingerprintText(trace(' + 112')).kind).toBe('java');
  expect(words(trace(' + 112'))).toBe(words(trace('')));
  expect(words(trace(' + 112'))).toBe('java.lang.IllegalStateException | com.nova.Feed.open | com.nova.Main.run');
});
