import { startPostgres } from '../scripts/launch/postgres.ts';
import { startPooler } from '../scripts/launch/pooler.ts';
import { mkdirSync, rmSync } from 'node:fs';
import postgres from 'postgres';
const base='/tmp/le/pool2'; rmSync(base,{recursive:true,force:true}); mkdirSync(base,{recursive:true,mode:0o700});
const pg=await startPostgres({dir:base+'/postgres',password:'abc123',durability:'fast',log:(l,m)=>console.log(l,m)});
const pooler=await startPooler({target:{host:'127.0.0.1',port:pg.port,user:pg.user,password:pg.password,database:pg.database}});
const T=(p)=>Promise.race([p,new Promise(r=>setTimeout(()=>r('TIMEOUT'),3000))]);
for (const u of [pg.url(),pooler.url]) {
console.log(u);
{const s=postgres(u,{max:1,fetch_types:false,connection:{TimeZone:'Nope/x'}});console.log('tz',await T(s`show timezone`.catch(e=>e.message)));console.log('end',await T(s.end()));}
{const s=postgres(u.replace('abc123','zz'),{max:1,fetch_types:false});console.log('pw',await T(s`show timezone`.catch(e=>e.message)));console.log('end',await T(s.end()));}
}
process.exit();
