// Staging in real files: grows, is cut back, and is never continued for another image.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileStaging } from '../../../src/device/node-files.ts';
import type { Staging } from '../../../src/device/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'orange-staging-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [image, other] = ['a'.repeat(64), 'b'.repeat(64)];

async function bytesIn(staging: Staging): Promise<number[]> {
  const bytes: number[] = [];
  for await (const piece of staging.read(image)) bytes.push(...piece);
  return bytes;
}

it('keeps its beginning when it is cut, and grows from there, also after a restart', async () => {
  const staging = fileStaging(join(folder, 'staged'));
  expect(await staging.sizeBytes(image)).toBe(0);
  await staging.append(image, Uint8Array.of(1, 2, 3));
  await staging.append(image, Uint8Array.of(4, 5));
  await staging.keep(image, 3);
  const restarted = fileStaging(join(folder, 'staged'));
  expect([await restarted.sizeBytes(image), await restarted.sizeBytes(other)]).toEqual([3, 0]);
  await restarted.append(image, Uint8Array.of(9));
  expect(await bytesIn(restarted)).toEqual([1, 2, 3, 9]);
  await restarted.keep(image, 0);
  expect(await restarted.sizeBytes(image)).toBe(0);
  await restarted.discard();
  expect(await restarted.sizeBytes(image)).toBe(0);
});
