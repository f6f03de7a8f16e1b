import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCpuMs } from '/work/main/scripts/bench/cpu-time.ts';
import { startLoad } from '/work/main/scripts/bench/load/load.ts';
import { fleetMap, memberPolls } from '/work/main/scripts/bench/poll/fleet.ts';
import { sortPolls } from '/work/main/scripts/bench/poll/requests.ts';
import { startNode, startWorker } from '/work/main/scripts/bench/poll/runtimes.ts';
import { median, ratioOf } from '/work/main/scripts/bench/statistics.ts';
import { startObjectStore } from '/work/main/scripts/launch/object-store.ts';
import { openBucket } from '/work/main/src/adapters/objects/client.ts';
import { releaseMaps } from '/work/main/src/adapters/objects/release-maps.ts';
import { composeProcess } from '/work/main/src/compose.ts';
import { parseConfig } from '/work/main/src/config.ts';

const dir = mkdtempSync(join(tmpdir(), 'bench-'));
const store = await startObjectStore({
  dir: join(dir, 'objects'),
  pidFile: join(dir, 'o.pid'),
  accessKeyId: 'benchbenchbenchbench',
  secretAccessKey: 'b'.repeat(40),
  ports: { recall: () => undefined, remember() {} },
  avoidPort: 0,
});
const a = store.address;
const environment = {
  DATABASE_URL: 'postgres://x:x@127.0.0.1:1/x',
  S3_ENDPOINT: a.endpoint,
  S3_BUCKET: a.bucket,
  S3_ACCESS_KEY_ID: a.accessKeyId,
  S3_SECRET_ACCESS_KEY: a.secretAccessKey,
  S3_REGION: a.region,
  SERVICE_SECRET: 'ab'.repeat(32),
};
const config = parseConfig(environment);
const map = fleetMap(Date.now());
console.log('map bytes', JSON.stringify(map).length);
await releaseMaps(openBucket(config.s3)).putPublishedMap(map, null);
const { process: parts, log } = composeProcess(config);
await parts.currentMap.refreshCurrentMap();
const surroundings = {
  process: parts,
  log,
  stores() {
    throw new Error('db');
  },
  background() {},
};
const polls = await sortPolls(
  memberPolls({ passSigner: parts.passSigner, members: 10_000, count: 20_000, nowMs: Date.now() }),
  surroundings,
);
const polls1M = await sortPolls(
  memberPolls({ passSigner: parts.passSigner, members: 1_000_000, count: 20_000, nowMs: Date.now() }),
  surroundings,
);
const fixed = { offer: polls.fixed('offer'), none: polls.fixed('none') };
console.log(
  polls.ours('offer').length,
  polls.ours('none').length,
  fixed.offer.body.length,
  fixed.none,
  fixed.offer.headers,
);
const load = startLoad();
for (const k of ['offer', 'none'] as const) {
  await load.keep(`ours-${k}`, polls.ours(k));
  await load.keep(`quiet-${k}`, polls.quiet(k));
  await load.keep(`bare-${k}`, polls.bare(k));
  await load.keep(`million-${k}`, polls1M.ours(k));
}
const rounds = Number(process.env.ROUNDS ?? 7);
for (const start of [startNode]) {
  if (process.env.RT && !start.name.toLowerCase().includes(process.env.RT)) continue;
  const rt = await start({ environment, fixed, dir });
  const series = [
    ...(process.env.SERIES ?? 'ours-offer')
      .split(',')
      .map(
        (s: string) =>
          [
            s,
            s.startsWith('bare') ? (rt.ports.bare as any)[s.split('-')[1]!] : rt.ports.ours,
            s.startsWith('quiet') ? 304 : 200,
          ] as const,
      ),
  ] as const;
  const count = rt.name === 'Node' ? 12000 : 6000;
  const cpu = new Map<string, number[]>(),
    wall = new Map<string, number[]>();
  for (let r = -2; r < rounds; r++)
    for (const [list, port, status] of series) {
      const before = readCpuMs(rt.pid)!;
      const { wallMs } = await load.run({ list, port, connections: 32, count, from: (r + 2) * count, status });
      const used = readCpuMs(rt.pid)! - before;
      if (r >= 0) {
        cpu.set(list, [...(cpu.get(list) ?? []), (used * 1000) / count]);
        wall.set(list, [...(wall.get(list) ?? []), (count / wallMs) * 1000]);
      }
    }
  console.log(rt.name);
  for (const [list] of series) {
    const kind = list.split('-')[1];
    const bl = cpu.get(`bare-${kind}`) ?? cpu.get(list)!;
    const r = ratioOf(cpu.get(list)!, bl);
    const q = ratioOf(wall.get(list)!, wall.get(`bare-${kind}`) ?? wall.get(list)!);
    console.log(
      list.padEnd(14),
      median(cpu.get(list)!).toFixed(1),
      'us',
      median(wall.get(list)!).toFixed(0),
      'req/s   cpu ratio',
      r.median.toFixed(3),
      `[${r.low.toFixed(2)}-${r.high.toFixed(2)}]`,
      'rate ratio',
      q.median.toFixed(3),
    );
  }
  await rt.stop();
}
load.stop();
await store.stop();
process.exit(0);
