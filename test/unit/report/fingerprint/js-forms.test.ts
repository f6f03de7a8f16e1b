// Errors of JavaScript as consoles copy them, trackers list them, and runtimes print them that give no stack.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';

const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

const forms: readonly (readonly [form: string, text: string, words: string])[] = [
  [
    'the console of Firefox',
    'Uncaught TypeError: this.items is undefined\n    render http://localhost:3000/static/dial.js:12345\n    onSave webpack-internal:///./src/Editor.js:55\n    React 10\n    <anonymous> http://localhost:3000/static/dial.js:99',
    'TypeError | render | onSave',
  ],
  [
    'the console of Firefox, with functions of its own',
    'ReferenceError: event is not defined\n\nopenDial webpack:///./src/Dial.js?:181:11\n\tbound openDial self-hosted\n\tturn webpack:///./src/Dial.js?:70:7\n\tforEach self-hosted',
    'ReferenceError | openDial | turn',
  ],
  [
    'the console of Chromium',
    "Uncaught TypeError: Cannot read property 'dial' of undefined\nturnDial @ main.js:103\n(anonymous) @ main.js:2656\nopenFeed @ feed.js?v=2:20:4\n(anonymous) @ main.js:702",
    'TypeError | turnDial | openFeed',
  ],
  [
    'the console of Safari',
    "[Error] TypeError: undefined is not an object (evaluating 'a.dial')\n\tturnDial (main.js, line 99)\n\t(anonymous function) (main.js, line 146)\n\topenFeed (feed.js, line 8)",
    'TypeError | turnDial | openFeed',
  ],
  [
    'a library that breaks off with two words',
    'Invariant Violation: A dial needs a knob.\n    at turnDial (http://nova.example/main.js:9:16)\n    at openFeed (http://nova.example/main.js:40:7)',
    'Invariant Violation | turnDial | openFeed',
  ],
  [
    'a tracker that lists files',
    'TypeError: x is null\n  File "/srv/nova/src/feed.js", line 105, in Object.find\n  File "/srv/nova/src/app.js", line 39, in openFeed',
    'TypeError | find | openFeed',
  ],
  [
    'a tracker that lists places',
    'Uncaught TypeError: x is null\n\n## Stacktrace\n\n    webpack:///./lib/feed.js:264 - Object.o.close\n    webpack:///./lib/app.js:9 - b.shutDown\n',
    'TypeError | close | shutDown',
  ],
  [
    'a tracker that knows no nameless functions',
    'TypeError: x has no split\n  at None (./src/api.js:65:18)\n  at promiseJob ([native code])',
    'TypeError | x has no split | api.js',
  ],
  [
    'a console that puts the place behind what was thrown',
    'Uncaught TypeError: this.turn is not a function      application-c4f….js:31\n    at Object.turnDial (https://nova.example/application.js:31:15369)\n    at Object.press (https://nova.example/application.js:919:62)',
    'TypeError | turnDial | press',
  ],
  [
    'a console that puts the place before it',
    'main.8f3c2d1.js:1 ERROR TypeError: x is undefined\n    at e.openDial (main.8f3c2d1.js:1:54321)\n    at Xh (main.8f3c2d1.js:1:12345)',
    'TypeError | openDial | Xh',
  ],
  [
    'a handler of another process',
    "Error occurred in handler for 'load': RangeError: no such dial\n    at loadDial (/opt/nova/app.asar/main.js:1201:22)\n    at openDial (/opt/nova/app.asar/main.js:20:2)",
    'RangeError | loadDial | openDial',
  ],
  [
    'a promise that was rejected, by its reason',
    'node:internal/process/promises:392\n      new UnhandledPromiseRejection(reason);\n      ^\nUnhandledPromiseRejection: This error originated either by throwing. The promise rejected with the reason "FormatError: bad dial".\n    at throwUnhandledRejectionsMode (node:internal/process/promises:392:7)',
    'FormatError | bad dial',
  ],
  [
    'a promise that was rejected with nothing',
    '[UnhandledPromiseRejection: This error originated either by throwing. The promise rejected with the reason "undefined".] {\n  code: \'ERR_UNHANDLED_REJECTION\'\n}',
    'UnhandledPromiseRejection | undefined',
  ],
  [
    'an engine that gives no stack',
    '{"name": "TypeError", "message": "Unable to get property of dial", "stack": ""}',
    'TypeError | Unable to get property of dial',
  ],
];

describe('an error from', () => {
  it.each(forms)('%s', (_form, text, expected) => {
    expect(fingerprintText(text).kind).toBe('js');
    expect(words(text)).toBe(expected);
  });
});

it('with a name on top that a minifier gave is known by what it says, too', () => {
  const thrown = (name: string): string =>
    `TypeError: undefined is not an object (evaluating 'a.${name}')\nR@index.android.bundle:1065:6734\nuseMemo@index.android.bundle:80:48542\nrenderAll@index.android.bundle:80:42103`;
  expect(words(thrown('dial'))).not.toBe(words(thrown('knob')));
});

it('keeps nameless functions of one file apart by what they read', () => {
  const thrown = (name: string): string =>
    `TypeError: Cannot read properties of undefined (reading '${name}')\n    at https://nova.example/app.js:1:234\n    at https://nova.example/app.js:1:999`;
  expect(words(thrown('dial'))).not.toBe(words(thrown('knob')));
});

it('does not take the address that a server prints for a frame', () => {
  expect(
    fingerprintText('  Local http://localhost:3000/\n  Network http://192.0.2.1:3000/\nGET /app.js:12 200').kind,
  ).toBe('text');
});

it('keeps errors apart that a package throws for all who use it', () => {
  const thrown = (message: string): string =>
    JSON.stringify({
      name: 'error',
      message,
      stack: `error: ${message}\n    at Parser.parseAnswer (/app/node_modules/nova-db/dist/parser.js:287:98)\n    at Parser.parsePacket (/app/node_modules/nova-db/dist/parser.js:126:29)\n    at Socket.emit (node:events:513:28)`,
    });
  expect(words(thrown('relation "dials" does not exist'))).not.toBe(words(thrown('value violates "knobs_key"')));
});

it('keeps components apart whose only functions are those that a framework calls', () => {
  const thrown = (name: string): string =>
    `TypeError: Cannot read properties of undefined (reading '${name}')\n    at Proxy.render (https://nova.example/js/app.5f3c1e2b.js:1:88213)\n    at c._render (https://nova.example/js/chunk-vendors.2a77b1c0.js:7:35432)\n    at i (https://nova.example/js/chunk-vendors.2a77b1c0.js:7:34216)`;
  expect(words(thrown('dial'))).not.toBe(words(thrown('knob')));
  expect(words(thrown('dial'))).toBe(words(thrown('dial').replace('5f3c1e2b', '0aa31c7d')));
});

it('keeps an error whose cause an engine prints below it from being one of Java', () => {
  const text = `error: Uncaught (in promise) Error: ring is full
const y = new Error("ring is full", { cause: x });
          ^
    at file:///srv/app/ring.ts:2:11
Caused by: Error: sand
    at file:///srv/app/sand.ts:1:11`;
  expect(fingerprintText(text).kind).toBe('js');
});
