// What the reference client measures: boots once, batteries only while they empty, and nothing where there is nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Boot, type Gauges, startMeter } from '../../../src/device/measure.ts';
import { nodeGauges, startNodeMeter } from '../../../src/device/node-gauges.ts';
import { healthEvent } from '../../../src/wire/device/checkin.ts';

const battery = '/sys/class/power_supply/BAT0';
const linux: Record<string, string> = {
  '/proc/sys/kernel/random/boot_id': 'b1\n',
  '/proc/uptime': '21.47 60.02\n',
  '/sys/class/power_supply/AC/type': 'Mains\n',
  [`${battery}/type`]: 'Battery\n',
  [`${battery}/capacity`]: '80\n',
  [`${battery}/status`]: 'Discharging\n',
};

function gaugesOf(files: Record<string, string>): Gauges {
  return {
    readText: async (path: string) => files[path] ?? null,
    list: async (path: string) => {
      const names = Object.keys(files).flatMap((name) =>
        name.startsWith(`${path}/`) ? [name.split('/')[4] ?? ''] : [],
      );
      return names.length === 0 ? null : [...new Set(names)];
    },
    freeBytes: async (path: string) => (path === '/data' ? 5e9 : null),
  };
}

function open(files: Record<string, string>, known: Boot | null = null) {
  const clock = { ms: 0 };
  const gauges = gaugesOf(files);
  return { clock, meter: startMeter({ gauges, known, storagePath: '/data', monotonicMs: () => clock.ms }) };
}

describe('boot time', () => {
  it('is the uptime at the first start after a boot, and stays that', async () => {
    const first = await open(linux).meter;
    expect(first.boot).toEqual({ bootId: 'b1', bootS: 21.47 });
    const later = await open({ ...linux, '/proc/uptime': '9000.1 3' }, first.boot).meter;
    expect(await later.measure()).toEqual({ bootS: 21.47, freeStorageBytes: 5e9 });
    const rebooted = await open({ ...linux, '/proc/sys/kernel/random/boot_id': 'b2' }, first.boot).meter;
    expect(rebooted.boot).toEqual({ bootId: 'b2', bootS: 21.47 });
  });

  it('is unknown to a client that was started days after the boot', async () => {
    const { boot } = await open({ ...linux, '/proc/uptime': '260000.5 3' }).meter;
    expect(boot).toBeNull();
  });

  it('is known again from its file by a client on Node, and anew where the file was cut off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'orange-boot-'));
    const bootPath = join(folder, 'kept', 'boot.json');
    const start = (uptime: string) =>
      startNodeMeter({ bootPath, storagePath: '/data', gauges: gaugesOf({ ...linux, '/proc/uptime': uptime }) });
    expect((await start('21.47 0')).boot).toEqual({ bootId: 'b1', bootS: 21.47 });
    expect((await start('500 0')).boot).toEqual({ bootId: 'b1', bootS: 21.47 });
    writeFileSync(bootPath, '{"bootId": "b');
    expect((await start('500 0')).boot).toEqual({ bootId: 'b1', bootS: 500 });
    rmSync(folder, { recursive: true });
  });
});

describe('battery drain', () => {
  it('is percent an hour, over half an hour at least', async () => {
    const files = { ...linux };
    const { clock, meter } = open(files);
    const { measure } = await meter;
    files[`${battery}/capacity`] = '78';
    clock.ms = 10 * 60_000;
    expect(await measure()).not.toHaveProperty('batteryPercentPerH');
    clock.ms = 60 * 60_000;
    expect(await measure()).toMatchObject({ batteryPercentPerH: 2 });
    clock.ms = 3 * 3_600_000;
    files[`${battery}/capacity`] = '79';
    expect(await measure()).toMatchObject({ batteryPercentPerH: 0 });
  });

  it('is left out while it charges, and across a charge', async () => {
    const files = { ...linux };
    const { clock, meter } = open(files);
    const { measure } = await meter;
    for (const [hours, status] of [
      [1, 'Charging'],
      [2, 'Discharging'],
    ] as const) {
      files[`${battery}/status`] = status;
      clock.ms = hours * 3_600_000;
      expect(await measure()).not.toHaveProperty('batteryPercentPerH');
    }
    clock.ms = 4 * 3_600_000;
    files[`${battery}/capacity`] = '70';
    expect(await measure()).toMatchObject({ batteryPercentPerH: 5 });
  });
});

describe('a device that tells nothing', () => {
  it('states nothing, and what is no number is nothing', async () => {
    for (const files of [
      {},
      { '/proc/uptime': 'x', '/proc/sys/kernel/random/boot_id': 'b1', [`${battery}/type`]: 'Battery' },
    ]) {
      expect(await (await open(files).meter).measure()).toEqual({ freeStorageBytes: 5e9 });
    }
  });

  it('is measured for real on the machine of this test, within the bounds of a check-in', async () => {
    const meter = await startMeter({ gauges: nodeGauges, known: null, storagePath: '.', monotonicMs: () => 0 });
    const metrics = await meter.measure();
    expect(metrics.freeStorageBytes).toBeGreaterThan(0);
    const event = { id: 'e', type: 'health', build: '1.0.0', uptimeS: 1, crashes: 0, metrics };
    expect(healthEvent.safeParse(event).success).toBe(true);
    expect(await nodeGauges.readText('/nowhere')).toBeNull();
  });
});
