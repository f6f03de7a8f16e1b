import { startPostgres } from '../scripts/launch/postgres.ts';
import { mkdirSync, rmSync } from 'node:fs';
import postgres from 'postgres';
const base=process.argv[2] ?? '/tmp/le/pgt'; const way=process.argv[3] as 'account'|undefined;
if(!process.env.KEEP) rmSync(base,{recursive:true,force:true}); mkdirSync(base,{recursive:true,mode:0o700});
let t=Date.now();
const pg=await startPostgres({dir:base+'/postgres',password:'abc123',log:(l,m)=>console.log(l,m),...(way?{way}:{})});
console.log('first',Date.now()-t,pg.url(),pg.pid());
const sql=postgres(pg.url(),{max:2,fetch_types:false});
console.log(await sql`select version(), current_setting('server_encoding') e`);
await sql`create table t(x int)`; await sql`insert into t values (1)`;
process.kill(pg.pid()!,'SIGKILL'); t=Date.now();
for(;;){ try{ console.log(await sql`select * from t`, Date.now()-t); break;}catch(e){ console.log((e as any).code);await new Promise(r=>setTimeout(r,30)); } }
await sql.end();
t=Date.now(); await pg.stop(); console.log('stop',Date.now()-t);
t=Date.now(); const pg2=await startPostgres({dir:base+'/postgres',password:'abc123',...(way?{way}:{})}); console.log('second',Date.now()-t); await pg2.stop();
