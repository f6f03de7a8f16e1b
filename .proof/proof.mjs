import { Miniflare, Log, LogLevel } from 'miniflare';
import { S3Client, PutObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
process.env.MINIFLARE_WORKERD_V8_FLAGS='--min-semi-space-size=64 --max-semi-space-size=64';
const before = new Set(process.listeners('SIGINT'));
const t0=Date.now();
const mf = new Miniflare({
  modules:[{type:'ESModule',path:'app.mjs',contents:`export default {
    async fetch(r,env){ const u=new URL(r.url); if(u.pathname==='/slow'){await scheduler.wait(2000)} console.log('hi '+r.url+' '+JSON.stringify([...r.headers])); 
     if(u.pathname==='/boom') throw new Error('boom');
     return new Response('ok '+r.url+' '+r.headers.get('cf-connecting-ip'))},
    async scheduled(c,env,ctx){ console.log('sched '+c.cron+' '+c.scheduledTime); }
  }`}],
  compatibilityDate:'2026-07-01',compatibilityFlags:['nodejs_compat'],cf:false,
  host:'127.0.0.1',port:0,defaultPersistRoot:'/tmp/le/mf',
  unsafeDirectSockets:[{host:'127.0.0.1',port:18787}],
  r2Buckets:{OBJ:{id:'orange',s3Credentials:{accessKeyId:'AK',secretAccessKey:'SK'}}},
  logRequests:false,
  handleStructuredLogs:(l)=>{console.log('LOG',l)},
  unsafeHandleRuntimeRestart:()=>{console.log('RESTARTED')},
});
const url=await mf.ready; console.log('ready',Date.now()-t0,url.href, (await mf.unsafeGetDirectURL()).href);
console.log('new sigint listeners', process.listeners('SIGINT').filter(l=>!before.has(l)).map(l=>l.name));
console.log(await (await fetch('http://127.0.0.1:18787/x')).text());
const s3=new S3Client({region:'auto',endpoint:url.href+'cdn-cgi/local/r2/s3',forcePathStyle:true,credentials:{accessKeyId:'AK',secretAccessKey:'SK'},requestChecksumCalculation:'WHEN_REQUIRED',responseChecksumValidation:'WHEN_REQUIRED'});
await s3.send(new PutObjectCommand({Bucket:'orange',Key:'a/b',Body:'hello'}));
console.log(await (await s3.send(new GetObjectCommand({Bucket:'orange',Key:'a/b'}))).Body.transformToString());
console.log('public',(await fetch(url.href+'cdn-cgi/local/r2/public/orange/a/b')).status);
const ts=Date.now(); console.log(await (await mf.getWorker()).scheduled({cron:'* * * * *'}), Date.now()-ts);
console.log('boom', (await fetch('http://127.0.0.1:18787/boom')).status, await (await fetch('http://127.0.0.1:18787/boom')).text());
import {execSync} from 'node:child_process';
const pid=execSync(`pgrep -P ${process.pid} workerd`).toString().trim(); console.log('pid',pid);
process.kill(+pid,9);
for(let i=0;i<50;i++){ try{ const r=await fetch('http://127.0.0.1:18787/y'); console.log('back after',i*20,await r.text()); break;}catch(e){ await new Promise(r=>setTimeout(r,20)); } }
console.log(await (await s3.send(new GetObjectCommand({Bucket:'orange',Key:'a/b'}))).Body.transformToString());
console.log(await (await mf.getWorker()).scheduled({cron:'x'}));
const td=Date.now(); await mf.dispose(); console.log('disposed',Date.now()-td);
