// How long reports are kept: as docs/DEVICES.md promises people, and never so short that an id is forgotten too soon.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keptMs } from '../../../src/domain/issue/retention.ts';

const dayMs = 24 * 3_600_000;

it('is what the papers say', () => {
  const said = 'crashes for 180 days, bugs and ideas for two years';
  expect(readFileSync('docs/DEVICES.md', 'utf8')).toContain(said);
  expect(keptMs).toEqual({ crash: 180 * dayMs, bug: 730 * dayMs, idea: 730 * dayMs });
  for (const ms of Object.values(keptMs)) expect(ms).toBeGreaterThanOrEqual(30 * dayMs);
});
