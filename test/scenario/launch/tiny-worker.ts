// A Worker just big enough to show that its launcher works: a row in PostgreSQL, an object in S3, a count of ticks.
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import postgres, { type Sql } from 'postgres';

type Env = {
  readonly DATABASE_URL: string;
  readonly S3_ENDPOINT: string;
  readonly S3_BUCKET: string;
  readonly S3_REGION: string;
  readonly S3_ACCESS_KEY_ID: string;
  readonly S3_SECRET_ACCESS_KEY: string;
};
type Context = { waitUntil(work: Promise<unknown>): void };

let ticks = 0;

export const tinyWorker = {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/ticks') return Response.json(ticks);
    if (pathname === '/nowhere') return fetch('http://nowhere.invalid/');
    if (pathname === '/bindings') return Response.json(env);
    if (pathname.startsWith('/object/')) return answerObject(request, env, pathname.slice('/object/'.length));
    const sql = postgres(env.DATABASE_URL, {
      max: 1,
      fetch_types: false,
      connect_timeout: 10,
      onnotice: () => undefined,
    });
    try {
      return Response.json(await answerRows(sql, request, pathname));
    } finally {
      context.waitUntil(sql.end());
    }
  },
  async scheduled(): Promise<void> {
    ticks++;
  },
};

async function answerRows(sql: Sql, request: Request, pathname: string): Promise<unknown> {
  if (pathname === '/one') return sql`select 1 as one`;
  await sql`create table if not exists notes (text text)`;
  if (request.method === 'POST') await sql`insert into notes values (${await request.text()})`;
  return (await sql`select text from notes`).map((row) => row.text);
}

async function answerObject(request: Request, env: Env, key: string): Promise<Response> {
  const client = new S3Client({
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: env.S3_ACCESS_KEY_ID, secretAccessKey: env.S3_SECRET_ACCESS_KEY },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  const place = { Bucket: env.S3_BUCKET, Key: key };
  if (request.method === 'PUT') await client.send(new PutObjectCommand({ ...place, Body: await request.text() }));
  const found = await client.send(new GetObjectCommand(place));
  return new Response(await found.Body?.transformToString());
}
