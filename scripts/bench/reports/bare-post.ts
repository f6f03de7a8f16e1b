// The least that answering a report over HTTP costs: Hono on Node reads the same bytes as JSON, keeps nothing, and answers as much.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { obeyOrders } from '../own-process.ts';
import type { BarePostAnswer, BarePostOrder } from './messages.ts';

obeyOrders<BarePostOrder, BarePostAnswer>(
  ({ answer }) =>
    new Promise((resolve) => {
      const app = new Hono().post('/v1/reports', async (c) => {
        await c.req.json();
        return c.body(answer, 201, { 'content-type': 'application/json' });
      });
      const server = createServer(getRequestListener(app.fetch));
      server.listen(0, '127.0.0.1', () => {
        resolve({ kind: 'listening', port: (server.address() as AddressInfo).port });
      });
    }),
);
