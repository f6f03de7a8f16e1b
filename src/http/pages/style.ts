// /style.css: the one style sheet of all pages.
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { styleHref } from '../../pages/layout.tsx';
import { loopStyle } from '../../pages/loop-style.ts';
import { rolloutStyle } from '../../pages/rollout/style.ts';
import { style } from '../../pages/style.ts';
import type { HttpEnv } from '../shared/http-env.ts';

export const styleRoutes = new Hono<HttpEnv>().get(styleHref, etag(), (c) => {
  c.header('cache-control', 'public, max-age=300');
  return c.body(style + rolloutStyle + loopStyle, 200, { 'content-type': 'text/css; charset=utf-8' });
});
