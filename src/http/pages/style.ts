// /style.css: the one style sheet of all pages, and the way in from the bare address.
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { styleHref } from '../../pages/layout.tsx';
import { style } from '../../pages/style.ts';
import type { HttpEnv } from '../shared/http-env.ts';

export const styleRoutes = new Hono<HttpEnv>()
  .get('/', (c) => c.redirect('/docs', 302))
  .get(styleHref, etag(), (c) => {
    c.header('cache-control', 'public, max-age=300');
    return c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' });
  });
