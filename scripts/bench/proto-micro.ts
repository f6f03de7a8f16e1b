// Prototype.
import { getRequestListener } from '@hono/node-server';
import { serviceSecret } from '../../src/adapters/signing/service-secret.ts';
import { currentMap } from '../../src/adapters/system/current-map.ts';
import { openDoor } from '../../src/http/door.ts';
import { fleetMap, memberPolls } from './poll/fleet.ts';
import { bareRoute } from './poll/bare-route.ts';
getRequestListener(() => new Response(''));
const map = fleetMap(Date.now());
const cm = currentMap({ loadPublishedMap: async () => ({ map, etag: 'x' }) }, () => 0, () => {});
await cm.refreshCurrentMap();
const passSigner = serviceSecret('ab'.repeat(32));
const sur: any = { process: { currentMap: cm, passSigner, clock: { nowMs: () => Date.now() }, entropy: { randomHex: () => 'x' } }, log() {}, stores() { throw 1; }, background() {} };
const door = openDoor();
const headers = { get: () => null };
const paths = memberPolls({ passSigner, members: 10000, count: 20000, nowMs: Date.now() });
const reqs: any[] = paths.map((p) => ({ method: 'GET', url: `http://updates.example/v1/updates/${p}`, headers }));
const bareReqs: any[] = paths.map((p) => ({ method: 'GET', url: `http://updates.example/v1/bare/${p}`, headers }));
const kinds = { offer: [] as any[], none: [] as any[] };
for (const r of reqs) { const t = await ((await door(r, sur)).text()); kinds[t.startsWith('{"kind":"offer"') ? 'offer' : 'none'].push(r); }
const bare = bareRoute({ body: 'x'.repeat(4565), headers: { a: 'b', c: 'd', e: 'f' } }).fetch;
const run = (list: any[], f: (r: any) => any) => { const t = process.cpuUsage(); for (let i = 0; i < 200000; i++) f(list[i % list.length]); const u = process.cpuUsage(t); return (u.user + u.system) / 200000; };
for (let r = 0; r < 4; r++) console.log('us  offer', run(kinds.offer, (q) => door(q, sur)).toFixed(2), 'none', run(kinds.none, (q) => door(q, sur)).toFixed(2), 'bare', run(bareReqs, (q) => bare(q)).toFixed(2));
