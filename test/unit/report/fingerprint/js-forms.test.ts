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
