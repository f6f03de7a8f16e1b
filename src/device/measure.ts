// Measures a device that runs Linux for its check-ins: how long it booted, how fast its battery empties, what storage is left.

/** What it asks of the device; null where there is no such file, or nothing to be known. */
export type Gauges = {
  /** The text of a file below /proc or /sys. */
  readonly readText: (path: string) => Promise<string | null>;
  /** Names in a folder. */
  readonly list: (path: string) => Promise<readonly string[] | null>;
  /** Bytes that are free for users where `path` is. */
  readonly freeBytes: (path: string) => Promise<number | null>;
};

/** To be kept over restarts of the client, not of the device: a client that starts again did not boot. */
export type Boot = { readonly bootId: string; readonly bootS: number };

/** The `metrics` of a health event; what could not be measured is left out. */
export type StatedMetrics = {
  readonly bootS?: number;
  readonly batteryPercentPerH?: number;
  readonly freeStorageBytes?: number;
};

export type Meter = {
  readonly boot: Boot | null;
  /** Once for each health event: the battery is measured since the call before. */
  readonly measure: () => Promise<StatedMetrics>;
};

export type MeterParts = {
  readonly gauges: Gauges;
  readonly known: Boot | null;
  /** Where users and apps store things. */
  readonly storagePath: string;
  /** A clock that only runs forward, in milliseconds. */
  readonly monotonicMs: () => number;
};

/** A client that is first started so long after power on was not started by the boot: then nobody knows how long that took. */
const longestBootS = 3_600;

/** Batteries tell whole percents: over less than this, one more or less would be a drain of its own. */
const leastSpanMs = 30 * 60_000;

/** The client starts at the end of the boot: the uptime at its first start is how long that took. Values stay within what a check-in may state. */
export async function startMeter({ gauges, known, storagePath, monotonicMs }: MeterParts): Promise<Meter> {
  const boot = await findBoot(gauges, known);
  let since: Charge | null = await readCharge(gauges, monotonicMs());

  async function measureDrain(): Promise<number | null> {
    const now = await readCharge(gauges, monotonicMs());
    const before = since;
    if (before === null || now === null || !before.isDischarging || !now.isDischarging) {
      since = now;
      return null;
    }
    const spanMs = now.atMs - before.atMs;
    if (spanMs < leastSpanMs) return null;
    since = now;
    // Fuller without a charger is a battery that finds its measure again.
    return Math.max(0, before.percent - now.percent) / (spanMs / 3_600_000);
  }

  return {
    boot,
    async measure() {
      const [drain, free] = [await measureDrain(), await gauges.freeBytes(storagePath)];
      return {
        ...(boot === null ? {} : { bootS: boot.bootS }),
        ...(drain === null ? {} : { batteryPercentPerH: drain }),
        ...(free === null ? {} : { freeStorageBytes: free }),
      };
    },
  };
}

async function findBoot(gauges: Gauges, known: Boot | null): Promise<Boot | null> {
  const bootId = (await gauges.readText('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  if (bootId === '') return null;
  if (known?.bootId === bootId) return known;
  const bootS = Number((await gauges.readText('/proc/uptime'))?.split(' ')[0] || Number.NaN);
  return bootS >= 0 && bootS <= longestBootS ? { bootId, bootS } : null;
}

type Charge = { readonly percent: number; readonly isDischarging: boolean; readonly atMs: number };

const powerPath = '/sys/class/power_supply';

/** Of the first battery; a device without one has none to measure. */
async function readCharge({ list, readText }: Gauges, atMs: number): Promise<Charge | null> {
  for (const name of [...((await list(powerPath)) ?? [])].sort()) {
    if ((await readText(`${powerPath}/${name}/type`))?.trim() !== 'Battery') continue;
    const percent = Number((await readText(`${powerPath}/${name}/capacity`))?.trim() || Number.NaN);
    const isDischarging = (await readText(`${powerPath}/${name}/status`))?.trim() === 'Discharging';
    if (percent >= 0 && percent <= 100) return { percent, isDischarging, atMs };
  }
  return null;
}
