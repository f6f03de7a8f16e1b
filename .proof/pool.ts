import { startPostgres } from '../scripts/launch/postgres.ts';
import { startPooler } from '../scripts/launch/pooler.ts';
import { mkdirSync, rmSync } from 'node:fs';
import postgres from 'postgres';
const base='/tmp/le/pool'; rmSync(base,{recursive:true,force:true}); mkdirSync(base,{recursive:true,mode:0o700});
const pg=await startPostgres({dir:base+'/postgres',password:'abc123',durability:'fast',log:(l,m)=>console.log(l,m)});
const pooler=await startPooler({target:{host:'127.0.0.1',port:pg.port,user:pg.user,password:pg.password,database:pg.database}});
const c=()=>postgres(pooler.url,{max:1,fetch_types:false,connect_timeout:5});
{const s=c(); console.log(await s`select 1 as x`); await s.end();}
let t=Date.now();
const all=await Promise.all(Array.from({length:200},async(_,i)=>{const s=c();const r=await s`select ${i}::int as i, pg_backend_pid() as p`;await s.end();return r[0]}));
console.log('200 clients',Date.now()-t,all.every((r,i)=>r!.i===i),new Set(all.map(r=>r!.p)).size,pooler.counts());
// sequential cost per connection
for(const [n,u] of [['pooler',pooler.url],['direct',pg.url()]] as const){t=performance.now();for(let i=0;i<200;i++){const s=postgres(u,{max:1,fetch_types:false});await s`select 1`;await s.end();}console.log(n,((performance.now()-t)/200).toFixed(2),'ms/connection');}
// leak
{const s=c();await s`set timezone='Asia/Tokyo'`;await s`create temp table x(a int)`;await s.end();}
{const s=c();console.log(await s`show timezone`, await s`select to_regclass('x') r`);await s.end();}
// settings
{const s=postgres(pooler.url,{max:1,fetch_types:false,connection:{TimeZone:'Asia/Tokyo'}});console.log(await s`show timezone`);await s.end();}
{const s=postgres(pooler.url,{max:1,fetch_types:false,connection:{TimeZone:'Nope/x'}});console.log(await s`show timezone`.catch(e=>e.message));await s.end();}
{const s=postgres(pooler.url.replace('abc123','zz'),{max:1,fetch_types:false});console.log(await s`show timezone`.catch(e=>e.message));await s.end();}
// cancel
{const s=c();const q=s`select pg_sleep(30)`;setTimeout(()=>q.cancel(),300);t=Date.now();console.log(await q.catch(e=>e.message),Date.now()-t);await s.end();}
// kill postmaster
{const s=c();await s`select 1`;process.kill(pg.pid()!,'SIGKILL');t=Date.now();await new Promise(r=>setTimeout(r,100));console.log('old',await s`select 1`.catch(e=>e.message));
 const n=c();console.log('new',await n`select 1 as ok`.catch(e=>e.message),Date.now()-t);await n.end();await s.end({timeout:0});}
t=Date.now();await pooler.stop();console.log('pooler stop',Date.now()-t);await pg.stop();console.log('stop',Date.now()-t);
