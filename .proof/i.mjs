await import('esbuild');
