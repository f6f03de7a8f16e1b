// JavaScript errors: one fault in four engines, what frameworks and engines put around it, and names of bundles.
import { describe, expect, it } from 'vitest';
import { fingerprintText } from '../../../../src/domain/report/fingerprint/fingerprint-text.ts';
import { jsModule, parseJsFrame } from '../../../../src/domain/report/fingerprint/parse/js-frame.ts';
import { jsHead, parseJsHead } from '../../../../src/domain/report/fingerprint/parse/js-head.ts';

const strict = (text: string): string => fingerprintText(text).keys.strict;
const words = (text: string): string => fingerprintText(text).reading.parts.strict.join(' | ');

/** The same fault: a getter of a class reads a member of null. */
const engines: readonly (readonly [engine: string, text: string])[] = [
  [
    'V8',
    `Uncaught TypeError: Cannot read properties of null (reading '0')
    at get first [as first] (https://nova.example/js/app.js:1:78)
    at Shelf.show (https://nova.example/js/app.js:1:105)
    at async View.draw (https://nova.example/js/app.js:1:146)
    at async Promise.all (index 0)`,
  ],
  [
    'SpiderMonkey',
    `TypeError: this.items is null
get first@https://nova.example/js/app.js:1:61
show@https://nova.example/js/app.js:1:93
async*draw@https://nova.example/js/app.js:1:146
@https://nova.example/js/app.js:3:12`,
  ],
  [
    'JavaScriptCore',
    `TypeError: null is not an object (evaluating 'this.items[0]')
first@https://nova.example/js/app.js:1:78
show@https://nova.example/js/app.js:1:104
draw@https://nova.example/js/app.js:1:190
global code@https://nova.example/js/app.js:3:16`,
  ],
  [
    'Hermes',
    `TypeError: Cannot read property '0' of null
    at first (address at index.android.bundle:1:48007)
    at show (address at index.android.bundle:1:14616)
    at draw (address at index.android.bundle:1:14309)
    at global (address at index.android.bundle:1:13667)`,
  ],
  [
    'Duktape',
    `TypeError: cannot read property '0' of null
    at [anon] (duk_hobject_props.c:2621) internal
    at first (app.js:1)
    at show (app.js:1) strict construct
    at map () native strict preventsyield
    at draw (app.js:1) preventsyield`,
  ],
];

describe('one fault', () => {
  it.each(engines)('has in %s the key that it has elsewhere', (_engine, text) => {
    expect(fingerprintText(text).kind).toBe('js');
    expect(words(text)).toBe('TypeError | first | show | draw');
  });

  it('does not mind who put an error together', () => {
    const thrown = (...frames: string[]) =>
      `PaymentError: no\n${frames.map((fn) => `${fn}@https://a.b/c.js:1:2`).join('\n')}`;
    expect(strict(thrown('PaymentError', 'invariant', 'pay', 'order', 'main'))).toBe(
      strict(thrown('pay', 'order', 'main')),
    );
  });

  it('is where own code failed, not where a package or a framework called it', () => {
    const stack = (...places: string[]) =>
      `TypeError: x is null\n${places.map((place) => `    at ${place}`).join('\n')}`;
    const own = ['draw (/srv/shop/cart.js:1:2)', 'open (/srv/shop/shop.js:3:4)', 'main (/srv/shop/main.js:5:6)'];
    const among = [
      'peek (/srv/shop/node_modules/@nova/list/index.js:9:9)',
      own[0] ?? '',
      'performUnitOfWork (https://a.b/react.js:1:1)',
      own[1] ?? '',
      'Layer.handle_request (/srv/shop/node_modules/express/lib/router/layer.js:95:5)',
      own[2] ?? '',
    ];
    expect(strict(stack(...among))).toBe(strict(stack(...own)));
  });

  it('has one key wherever an endless recursion met the end of the stack', () => {
    const round = ['walk', 'visit', 'walk', 'visit', 'walk', 'visit', 'walk', 'visit'];
    const from = (start: number) =>
      `RangeError: Maximum call stack size exceeded\n${round
        .slice(start)
        .map((fn) => `    at ${fn} (https://a.b/tree.js:1:2)`)
        .join('\n')}`;
    expect(strict(from(0))).toBe(strict(from(1)));
  });
});

describe('a lone function', () => {
  const lone = (file: string) => `TypeError: x is null\nmain@https://a.b/${file}:1:2\n@https://a.b/${file}:9:9`;

  it('is told apart by its file, not by the build of the file', () => {
    expect(strict(lone('cart.js'))).not.toBe(strict(lone('map.js')));
    expect(strict(lone('cart.3f2a1b.js'))).toBe(strict(lone('cart.77c0de.js')));
  });
});

describe('parseJsFrame', () => {
  it.each([
    ['baz@https://a.b/c.js line 26 > eval line 2 > eval:1:30', 'baz'],
    ['promise callback*load@https://a.b/c.js:1:2', 'load'],
    ['setTimeout handler*tick@https://a.b/c.js:1:2', 'tick'],
    ['each/<@https://a.b/c.js:1:2', ''],
    ['    at Array.map (<anonymous>)', ''],
    ['    at async Promise.all (index 2)', ''],
    ['    at Object.run (node:internal/modules/cjs/loader:1:2)', ''],
    ['    at map () native strict preventsyield', ''],
    ['   at Global code (http://a.b/c.js:48:13)', ''],
    ['    at foo (native array.js:12:3)', ''],
    ['    in Foo (at App.js:12)', undefined],
  ])('%s', (line, fn) => {
    expect(parseJsFrame(line)?.fn).toBe(fn);
  });

  it('reads functions of evaluated code, of which JavaScriptCore prints only the name', () => {
    const stack =
      'TypeError: undefined is not an object\nbaz\nfoo@\neval code@\neval@[native code]\nspeak@https://a.b/c.js:1:2';
    expect(words(stack)).toBe('TypeError | baz | foo | speak');
  });
});

describe('jsModule', () => {
  it.each([
    ['https://a.b/static/main.3f2a1b9c.js?v=2:1:2', 'main.js'],
    ['https://a.b/assets/index-BxZ81kQz.js:1:2', 'index.js'],
    ['blob:http://a.b/d4eefe0f-361a-4682-b217-76587d9f712a:1:2', 'blob'],
    ['VM4567:2:9', 'VM'],
    ['https://a.b/jquery-3.6.0.min.js:1:2', 'jquery-3.6.0.min.js'],
    ['address at index.android.bundle:1:2', 'index.android.bundle'],
    ['/srv/node_modules/a/node_modules/@b/c/lib/d.js:1:2', 'node_modules/@b/c/d.js'],
  ])('%s', (place, module) => {
    expect(jsModule(place)).toBe(module);
  });
});

describe('an error in a log', () => {
  const error = 'TypeError: x is null\n    at open (/nova/a.js:1:2)\n    at main (/nova/a.js:3:4)\n';

  it('ends where the next one begins', () => {
    expect(strict(`${error}${error}`)).toBe(strict(error));
  });

  it('takes no line of somebody else for what was thrown', () => {
    const stack = '    at open (/nova/a.js:1:2)\n';
    expect(strict(`started\nlistening on 80\n${stack}`)).toBe(strict(stack));
    expect(strict(`card declined\n${stack}`)).not.toBe(strict(stack));
  });
});

describe('parseJsHead', () => {
  it.each([
    ['Uncaught (in promise) TypeError: x is null', 'TypeError', 'x is null'],
    ['Error: Uncaught (in promise): RangeError: too long', 'RangeError', 'too long'],
    ['(node:812) UnhandledPromiseRejectionWarning: TypeError: x', 'TypeError', 'x'],
    ['bundle.js:25254 Uncaught TypeError: x', 'TypeError', 'x'],
    ['TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument', 'TypeError', 'The "path" argument'],
    ['[Vue warn]: Error in render: "TypeError: x"', 'TypeError', 'x"'],
    ['card 4242 declined', 'Error', 'card 4242 declined'],
  ])('%s', (line, name, message) => {
    expect(parseJsHead(line)).toEqual({ name, message });
  });

  it('lets the message name the class where the report only says Error', () => {
    expect(jsHead('Error', 'Uncaught SyntaxError: x')).toEqual({ name: 'SyntaxError', message: 'x' });
    expect(jsHead('Error', 'value: 7')).toEqual({ name: 'Error', message: 'value: 7' });
  });
});

describe('the output of a program that died', () => {
  const frames = (path: string, timer: string): string =>
    `    at priceOf (${path}:2:45)\n    at sumCart (${path}:3:65)\n    at ${timer} (${path}:4:45)\n`;
  const node = (source: string): string =>
    `/srv/app/cart.js:2\n${source}\n${' '.repeat(12)}^\n\nTypeError: x is undefined\n${frames('/srv/app/cart.js', 'Timeout.run [as _onTimeout]')}    at listOnTimeout (node:internal/timers:585:17)\n\nNode.js v22.23.3\n`;
  const page = `TypeError: x is undefined\n${frames('https://shop.example/assets/app.3f2ab0af.js', 'run')}`;

  it('begins with the place and the line of source, which are no frames', () => {
    const { title, keys } = fingerprintText(node('return item.product.price;'));
    expect(title).toBe('TypeError in priceOf');
    expect(keys).toMatchObject({ strict: fingerprintText(page).keys.strict });
  });

  it('may have a source that speaks of errors', () => {
    expect(fingerprintText(node("throw new TypeError('x');")).keys.strict).toBe(fingerprintText(page).keys.strict);
  });

  it('may have a line of source without a caret', () => {
    const source = '/srv/app/cart.js:163\n\n      item.product.price, item.count,\n\n';
    expect(fingerprintText(source + page).keys.strict).toBe(fingerprintText(page).keys.strict);
    const plain = page.replace('TypeError', 'Error');
    expect(fingerprintText(source + plain).keys.strict).toBe(fingerprintText(plain).keys.strict);
  });

  it('has accessors by the name of the property', () => {
    const old =
      'TypeError: a is null\n    at Session.get name [as name] (/a/login.js:1:85)\n    at LoginForm.greet (/a/login.js:2:88)\n';
    const later =
      'TypeError: a is null\n    at get name (https://x.example/login.js:7:85)\n    at LoginForm.greet (https://x.example/login.js:8:88)\n';
    expect(fingerprintText(old).keys.strict).toBe(fingerprintText(later).keys.strict);
  });

  it('is read from engines that give no lines', () => {
    const quick =
      'InternalError: stack overflow\n    at filter (native)\n    at toTree (/flash/menu.js)\n    at toTree (/flash/menu.js)\n';
    const { kind, title } = fingerprintText(quick);
    expect([kind, title]).toEqual(['js', 'RangeError in toTree']);
  });
});

describe('functions that a minifier named', () => {
  const minified = (message: string): string =>
    `TypeError: ${message}\n    at t (https://a.example/main.9bd1fe.chunk.js:1:33)\n    at n (https://a.example/main.9bd1fe.chunk.js:1:63)\n    at r (https://a.example/main.9bd1fe.chunk.js:1:103)\n`;

  it('are told apart by what was read', () => {
    const [price, name, again] = [
      "Cannot read properties of undefined (reading 'price')",
      "Cannot read properties of undefined (reading 'name')",
      "Cannot read property 'price' of undefined",
    ].map((message) => fingerprintText(minified(message)).keys.strict);
    expect(price).not.toBe(name);
    expect(price).toBe(again);
  });
});

it('knows a package by its name behind either slash', () => {
  const failed = (root: string, slash: string): string =>
    `TypeError: x is null\n    at module.exports (${root}${['node_modules', 'nova-cli', 'bin', 'config.js'].join(slash)}:89:48)\n    at Module._compile (module.js:653:30)\n`;
  expect(fingerprintText(failed('C:\\Users\\O B\\', '\\')).keys.strict).toBe(
    fingerprintText(failed('/srv/x/', '/')).keys.strict,
  );
});

it('is not taken for managed code because of its tabs', () => {
  const trace =
    "TypeError: Cannot read property '_id' of undefined\n\tat Cart.renderAll [as _notify] (c:\\nova\\out\\host.js:4:65284)\n\tat Cart.enter (c:\\nova\\out\\host.js:4:68849)\n";
  expect([fingerprintText(trace).kind, fingerprintText(trace).title]).toEqual(['js', 'TypeError in renderAll']);
});

it('is read where a page ends lines', () => {
  const lines = [
    '*Stack*',
    'TypeError: x is null',
    '    at Cart.load (/nova/host.js:4:6)',
    '    at Cart.enter (/nova/host.js:4:9)',
  ];
  expect(fingerprintText(lines.join('<br />')).keys.strict).toBe(fingerprintText(lines.join('\n')).keys.strict);
});
