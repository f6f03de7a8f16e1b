// Which issues may become one, and why others may not.
import { expect, it } from 'vitest';
import { decideMerge } from '../../../src/domain/issue/merge.ts';

const standing = (number: number, mergedInto: number | null = null) => ({ number, mergedInto, version: 5 });

it.each([
  [{ from: 1, into: 2, parent: null }, [standing(1), standing(2)], null],
  [{ from: 1, into: 2, parent: 5 }, [standing(2), standing(1)], null],
  [{ from: 1, into: 2, parent: 4 }, [standing(1), standing(2)], { reason: 'is-changed', goesOn: null }],
  [{ from: 1, into: 2, parent: 5 }, [standing(1, 7), standing(2)], { reason: 'is-merged', goesOn: 7 }],
  [{ from: 1, into: 2, parent: 5 }, [standing(1), standing(2, 7)], { reason: 'target-merged', goesOn: 7 }],
  [{ from: 1, into: 1, parent: 5 }, [standing(1)], { reason: 'same-issue', goesOn: null }],
  [{ from: 1, into: 2, parent: 5 }, [standing(1)], { reason: 'unknown-target', goesOn: null }],
  [{ from: 1, into: 2, parent: 5 }, [], { reason: 'unknown-issue', goesOn: null }],
])('of %j among %j is %j', (merge, found, refusal) => {
  expect(decideMerge(merge, found)).toEqual(refusal);
});
