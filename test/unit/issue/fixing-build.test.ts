// Which build an issue is fixed in: what may be named before it exists, and what is a mistake in typing.
import { expect, it } from 'vitest';
import { nameFix } from '../../../src/domain/issue/fixing-build.ts';

const found = (state: 'draft' | 'sealed') => ({ id: 'nova-2' as const, version: '1.2.0', state });

it('a published build is named by its id, a draft by the version that it will have', () => {
  expect(nameFix('V14', found('sealed'))).toEqual({ fixedIn: 'nova-2', version: '1.2.0', isToCome: false });
  expect(nameFix('nova-2', found('draft'))).toEqual({ fixedIn: '1.2.0', version: '1.2.0', isToCome: true });
});

it.each([
  ['1.4.1', '1.4.1'],
  ['v1.4.1', '1.4.1'],
  ['1.4.1-beta.1', '1.4.1-beta.1'],
])('a version may be of a build to come: %s', (name, version) => {
  expect(nameFix(name, null)).toEqual({ fixedIn: version, version, isToCome: true });
});

it.each(['1.4', 'V14.0.2', 'nova-7', 'next', ''])('anything else that no build has is refused: %s', (name) => {
  expect(nameFix(name, null)).toBeNull();
});
