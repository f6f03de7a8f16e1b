import { startEmbedded } from '../scripts/launch/embedded.ts';
import http from 'node:http'; import { rmSync, mkdirSync, writeFileSync } from 'node:fs';
const dir='/tmp/le/tput'; rmSync(dir,{recursive:true,force:true});
rmSync('/tmp/le/tpe',{recursive:true,force:true});mkdirSync('/tmp/le/tpe');
writeFileSync('/tmp/le/tpe/e.ts',`import postgres from '/work/main/node_modules/postgres/cf/src/index.js';
const run=async(url,ctx,p)=>{const sql=postgres(url,{max:5,fetch_types:false,connect_timeout:5});
 try{ if(p==='tx') return Response.json(await sql.begin(async t=>{await t\`select 1\`;await t\`update c set n=n+1 where id=\${Math.floor(Math.random()*1000)}\`;return t\`select 2 as x\`}));
 if(p==='ins') return Response.json(await sql\`insert into c(n) values (1) returning id\`);
 return Response.json(await sql\`select * from c where id=\${Math.floor(Math.random()*1000)}\`);}finally{ctx.waitUntil(sql.end())}};
export default {async fetch(r,env,ctx){const [,which,p]=new URL(r.url).pathname.split('/'); if(which==='none')return new Response('x'); return run(which==='d'?env.DIRECT:env.DATABASE_URL,ctx,p)}}`);
const e=await startEmbedded({dataDir:dir,port:0,entry:'/tmp/le/tpe/e.ts',tickMs:0,durability:'safe',migrationsDir:'/none',get bindings(){return {}}});
await e.stop();
// restart with DIRECT binding now that the port is remembered
import { readFileSync } from 'node:fs';
const ports=JSON.parse(readFileSync(dir+'/ports.json','utf8'));
const direct=e.directDatabaseUrl.replace(/:\d+\/orange/,`:${ports.postgres}/orange`);
const f=await startEmbedded({dataDir:dir,port:0,entry:'/tmp/le/tpe/e.ts',tickMs:0,migrationsDir:'/none',bindings:{DIRECT:direct}});
import postgres from 'postgres'; const s=postgres(f.directDatabaseUrl,{max:1}); await s`create table c(id serial primary key,n int)`; await s`insert into c(n) select 0 from generate_series(1,1000)`; await s.end();
const agent=new http.Agent({keepAlive:true,maxSockets:10});
const get=(p)=>new Promise<number>((ok,no)=>{const t=performance.now();http.get(f.url+p,{agent},r=>{r.resume();r.on('end',()=>r.statusCode===200?ok(performance.now()-t):no(new Error(p+r.statusCode)))}).on('error',no)});
async function load(p,ms){const l:number[]=[];let bad=0;const end=Date.now()+ms;await Promise.all(Array.from({length:10},async()=>{while(Date.now()<end)try{l.push(await get(p))}catch(e){bad++;}}));l.sort((a,b)=>a-b);return `${p.padEnd(8)} ${(l.length/ms*1000).toFixed(0).padStart(5)}/s p50 ${l[l.length>>1]?.toFixed(1)} p99 ${l[Math.floor(l.length*.99)]?.toFixed(1)} bad ${bad}`}
for(let i=0;i<2;i++) for(const p of ['/none','/d/sel','/p/sel','/d/ins','/p/ins','/d/tx','/p/tx']) console.log(await load(p,3000));
await f.stop(); process.exit()
