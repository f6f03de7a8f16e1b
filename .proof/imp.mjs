const t=performance.now(); await import('miniflare'); console.log('miniflare',(performance.now()-t).toFixed(0));
