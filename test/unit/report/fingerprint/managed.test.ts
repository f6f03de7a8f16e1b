// Managed code in the logs of a system that prints more than one trace, and main threads that wait.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');
const frames = (indent: string, ...names: string[]): string =>
  names.map((name) => `${indent}at ${name}(${name.split('.').at(-2)}.java:12)`).join('\n');

describe('java', () => {
  const own = 'java.lang.IllegalStateException | com.nova.app.Feed.open';

  it('begins at the first frame, tab or blanks before it, however long the stack is', () => {
    const deep = Array.from({ length: 90 }, (_, at) => `com.nova.lib.Walker${at}.step`);
    const trace = `java.lang.IllegalStateException: no feed\n${frames('        ', 'com.nova.app.Feed.open', ...deep)}`;
    expect(trace.length).toBeGreaterThan(4096);
    const later = 'java.lang.NullPointerException: other\n\tat com.nova.app.Other.run(Other.java:1)';
    expect(words(`${trace}\n${later}`)).toContain(own);
  });

  it('takes nothing of the trace above into a crash', () => {
    const above = frames('        ', ...Array.from({ length: 14 }, (_, at) => `com.nova.app.Old.step${at}`));
    const crash = `FATAL EXCEPTION: main\nProcess: com.nova.app, PID: 7\njava.lang.IllegalStateException: no feed\n${frames('\t', 'com.nova.app.Feed.open')}`;
    expect(words(`java.lang.RuntimeException: an old one\n${above}\n${crash}`)).toBe(own);
  });

  it('tells apart which object one method lacked, where its callees are the platform', () => {
    const lack = (said: string, ...own: string[]): string =>
      words(
        `java.lang.NullPointerException: ${said} on a null object reference\n${frames('\t', 'android.view.View.draw', ...own, 'android.os.Looper.loop')}`,
      );
    const size = "Attempt to invoke virtual method 'void android.view.Display.getSize(android.graphics.Point)'";
    const text = "Attempt to read from field 'java.lang.String android.os.Message.obj'";
    const method = 'com.nova.app.Feed.onCreate';
    expect(lack(size, method)).toBe(`java.lang.NullPointerException | android.view.Display.getSize | ${method}`);
    expect(lack(text, method)).toBe(`java.lang.NullPointerException | android.os.Message.obj | ${method}`);
    // Names of the app's own may be a minifier's, and two frames tell enough.
    const mine = "Attempt to invoke virtual method 'void com.nova.app.a.b(int)'";
    expect(lack(mine, method)).toBe(`java.lang.NullPointerException | ${method}`);
    expect(lack(size, 'com.nova.app.Feed.open', method)).toBe(lack(text, 'com.nova.app.Feed.open', method));
  });

  it('takes no cause of the exception that a log goes on with', () => {
    const first = `java.lang.IllegalStateException: no feed\n${frames('\t', 'com.nova.app.Feed.open')}`;
    const next = `java.io.IOException: not sent\n${frames('\t', 'com.nova.report.Sender.send')}\nCaused by: java.net.MalformedURLException: no protocol\n${frames('\t', 'com.nova.report.Sender.url')}`;
    expect(words(`${first}\n${next}`)).toBe(own);
  });

  it('reads a cause that has no package, and whose message looks like an exception', () => {
    const cause = (head: string) =>
      `FATAL EXCEPTION: main\nProcess: com.nova.app, PID: 1\njava.lang.RuntimeException: Unable to resume activity {x}\n${frames('\t', 'android.app.ActivityThread.performResumeActivity')}\n${head}\n${frames('\t', 'com.nova.app.Rig.build', 'com.nova.app.Main.onResume')}\n\t... 14 more`;
    const named = cause('Caused by: LiveEdit: cannot build a rig\njava.lang.NoSuchMethodException: x');
    expect(words(named)).toBe('LiveEdit | com.nova.app.Rig.build | com.nova.app.Main.onResume');
    expect(words(cause('Caused by: fvqc'))).toMatch(/^fvqc /);
    expect(words(cause('Caused by: nobody knows'))).toMatch(/^java\.lang\.RuntimeException /);
  });

  it('counts the frames that three exceptions share from the end of the whole stack', () => {
    const chain = [
      'java.lang.RuntimeException: a',
      frames('\t', 'com.nova.app.One.call', 'com.nova.app.Main.onStart'),
      'Caused by: java.lang.RuntimeException: b',
      frames('\t', 'com.nova.app.Two.call', 'com.nova.app.One.inner'),
      '\t... 2 more',
      'Caused by: java.lang.IllegalStateException: c',
      frames('\t', 'com.nova.app.Three.call'),
      '\t... 3 more',
    ].join('\n');
    const names = fingerprintText(chain).reading.trace.frames.map(({ fn }) => fn);
    const shared = ['com.nova.app.One.inner', 'com.nova.app.One.call', 'com.nova.app.Main.onStart'];
    expect(names).toEqual(['com.nova.app.Three.call', ...shared]);
  });

  it('knows what could not be inflated where the causes were cut off', () => {
    const cut = (view: string): string =>
      `FATAL EXCEPTION: main\nProcess: com.nova.app, PID: 7\njava.lang.RuntimeException: Unable to start activity ComponentInfo{com.nova.app/com.nova.app.Main}: android.view.InflateException: Binary XML file line #9: Error inflating class ${view}\n${frames('\t', 'android.app.ActivityThread.performLaunchActivity')}\nCaused by: android.view.InflateException: Binary XML file line #9: Error inflating class ${view}\n${frames('\t', 'android.view.LayoutInflater.createView')}\n`;
    expect(words(cut('com.nova.Dial'))).toContain('android.view.InflateException | com.nova.Dial');
    expect(words(cut('com.nova.Dial'))).not.toBe(words(cut('com.nova.Knob')));
  });
});

describe('anr', () => {
  const dump = (...names: string[]): string =>
    `----- pid 321 at 2023-01-02 -----\nCmd line: com.nova.mail\n\n"main" prio=5 tid=1 Runnable\n${frames('  ', ...names)}\n`;
  const poll = ['android.os.MessageQueue.nativePollOnce', 'android.os.MessageQueue.next', 'android.os.Looper.loop'];

  it('is idle where the poll is on top', () => {
    expect(words(dump(...poll))).toContain('idle');
  });

  it('of the system, idle and without a reason, meets its like alone', () => {
    const idle = (process: string, thread: string): string =>
      `${dump(...poll).replace('com.nova.mail', process)}\n"${thread}" prio=5 tid=9 Native\n${frames('  ', 'nova.Dial.turn')}\n`;
    expect(words(idle('system_server', 'NovaSensors'))).not.toBe(words(idle('system_server', 'OtherSensors')));
    expect(words(idle('com.nova.mail', 'NovaSensors'))).toBe(words(idle('com.nova.mail', 'OtherSensors')));
  });

  it('is idle where the loop of an older system asks for the time', () => {
    const loop = [
      'android.os.SystemClock.uptimeMillis',
      ...poll.slice(1),
      'com.android.server.ServerThread.initAndLoop',
    ];
    expect(words(dump(...loop))).toContain('idle');
  });

  it('is not idle where a touch is handled, which is dispatched out of the poll', () => {
    const touch = [
      'android.view.View.dispatchTouchEvent',
      'android.view.InputEventReceiver.dispatchInputEvent',
      ...poll,
    ];
    expect(words(dump('android.support.v4.view.ViewPager.populate', ...touch))).toBe(
      'ANR | com.nova.mail | android.support.v4.view.ViewPager.populate',
    );
    expect(words(dump('com.nova.mail.Inbox.drag', ...touch))).toBe('ANR | com.nova.mail.Inbox.drag');
  });
});

describe('a tombstone of native code that managed code called', () => {
  const native = ['Idmap::isFresh() const', 'Assets::isFresh() const', 'nova::NativeFresh(int)'];
  const stack = (...managed: string[]): string =>
    `*** *** *** *** *** *** *** *** *** *** *** *** *** *** *** ***\npid: 7, tid: 7, name: main  >>> com.nova.app <<<\nsignal 11 (SIGSEGV), code 1 (SEGV_MAPERR), fault addr 0x3d\nbacktrace:\n${[...native.map((fn) => `/system/lib/libnova.so (${fn}+26)`), '/system/framework/boot.oat (art_jni_trampoline+162)', ...managed].map((place, at) => `      #0${at} pc 0004c5ba  ${place}`).join('\n')}\n`;

  it('has one key however far the unwinder came into that code', () => {
    const far = stack('/memfd:jit-cache (deleted) (offset 0x2000000) (com.nova.app.Assets.isFresh+63)');
    const near = stack('/memfd:jit-cache (deleted) (offset 0x2000000)');
    expect(words(far)).toBe('SEGV | Idmap::isFresh | Assets::isFresh | nova::NativeFresh');
    expect(words(near)).toBe(words(far));
  });
});
