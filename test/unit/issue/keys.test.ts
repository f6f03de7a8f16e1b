// The keys that intake stores are those of the fingerprint, and builds are found by every name that senders give.
import { expect, it } from 'vitest';
import { cleanName } from '../../../src/domain/issue/attachment.ts';
import { findFingerprint, listBuildNames } from '../../../src/domain/issue/build-names.ts';
import { isRegression } from '../../../src/domain/issue/issue.ts';
import { deriveKeys } from '../../../src/domain/issue/keys.ts';
import { deriveFingerprint } from '../../../src/domain/report/fingerprint.ts';
import { crashSamples } from '../../samples/crashes.ts';

it.each(crashSamples)('the strict key of a $kind is its fingerprint', ({ one, other }) => {
  for (const kind of ['crash', 'bug', 'idea'] as const) {
    const report = { kind, title: 'Torch stays on', text: one };
    expect(deriveKeys(report).strict).toBe(deriveFingerprint(report));
  }
  const [first, second] = [one, other].map((text) => deriveKeys({ kind: 'crash', title: '', text }).strict);
  expect(first).toBe(second);
});

it.each([
  [{ build: '1.4.0', release: null, fingerprint: null }, ['1.4.0']],
  [{ build: null, release: 'fw@1.2.3+45', fingerprint: null }, ['fw@1.2.3+45', '1.2.3+45', '1.2.3']],
  [
    { build: null, release: null, fingerprint: 'google/oriole/oriole:13/TQ1A.230105.002/9325679:user/release-keys' },
    ['google/oriole/oriole:13/TQ1A.230105.002/9325679:user/release-keys', '9325679', 'TQ1A.230105.002'],
  ],
  [{ build: '', release: 'a b', fingerprint: null }, []],
])('%j may be published as %j', (stated, names) => {
  expect(listBuildNames(stated)).toEqual(names);
});

it('finds what ran in the text of a tombstone and of a DropBox entry', () => {
  const print = 'a/b/c:13/T/9:user/release-keys';
  expect(findFingerprint(`*** ***\nBuild fingerprint: '${print}'\nRevision: '0'`)).toBe(print);
  expect(findFingerprint(`Process: x\nBuild: ${print}\n\n`)).toBe(print);
  expect(findFingerprint('Build: something else\n')).toBeNull();
});

it('a name of a file is a label and nothing else', () => {
  expect(['../../etc/passwd', 'C:\\x\\log.txt', 'a\u202Etxt.exe', '...', '', '<b>.html'].map(cleanName)).toEqual([
    'passwd',
    'log.txt',
    'atxt.exe',
    'file',
    'file',
    'b.html',
  ]);
});

it.each([
  ['fixed', 10, 10, null, true],
  ['fixed', 10, 11, null, true],
  ['fixed', 10, 9, null, false],
  ['fixed', 10, null, null, false],
  ['fixed', null, 12, null, false],
  ['fixed', 10, 12, 5, false],
  ['triaged', 10, 12, null, false],
] as const)('%s in %s, seen on %s, regressed at %s: %s', (status, fixedCounter, counter, regressedMs, expected) => {
  expect(isRegression({ status, fixedCounter, regressedMs }, counter)).toBe(expected);
});
