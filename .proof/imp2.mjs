import { createRequire } from 'node:module';
const t=performance.now(); createRequire(import.meta.url)('miniflare'); console.log('require',(performance.now()-t).toFixed(0));
