// Reports as they are filed, for the tests of what keeps them.
import type { Filing } from '../../src/domain/issue/filing.ts';

/** `key` is the strict key of its fault. */
export const filing = (
  id: string,
  changes: Partial<Filing> & { key?: string; alt?: readonly string[] } = {},
): Filing => {
  const { key = 'f1', alt = [], ...rest } = changes;
  return {
    product: 'nova',
    id,
    kind: 'crash',
    deviceId: null,
    sentBy: null,
    buildNames: ['1.2.0'],
    title: 'Camera dies',
    keys: { strict: key, alt, other: null, title: 'Camera dies' },
    body: `the text of ${id}`,
    sizeBytes: 5,
    objectKey: 'reports/aa',
    receivedMs: 100,
    ...rest,
  };
};

export const everyReport = { product: 'nova', build: null, kind: null, issue: null, device: null } as const;
