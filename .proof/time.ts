const t0=performance.now(); const at=(s)=>console.log((performance.now()-t0).toFixed(0).padStart(6),s);
import { rmSync } from 'node:fs';
const { startEmbedded } = await import('../scripts/launch/embedded.ts'); at('imports');
const dir=process.argv[2]!;
const e=await startEmbedded({dataDir:dir,port:0,log:(l,m)=>at(l+' '+m), durability: (process.argv[3] as any)??'safe'}); at('ready '+e.url+JSON.stringify(e.pids()));
const r=await fetch(e.url+'/docs'); at('first request '+r.status); await r.text();
const r2=await fetch(e.url+'/docs'); at('second request '+r2.status); await r2.text();
at('sched '+await e.dispatchScheduled().catch(e=>e.message));
const s=performance.now(); await e.stop(); console.log('stop',(performance.now()-s).toFixed(0));
