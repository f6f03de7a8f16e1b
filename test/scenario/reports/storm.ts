// Many clients that report at the same time and send each report again, under the same id, until it is acknowledged.
import { setTimeout as wait } from 'node:timers/promises';
import type { OpenDatabase } from '../../../src/adapters/postgres/database.ts';
import { systemEntropy } from '../../../src/adapters/system/entropy.ts';
import { createProduct } from '../../../src/app/create-product.ts';
import { issueToken } from '../../../src/app/create-token.ts';
import type { Objects } from '../../../src/app/ports/objects.ts';
import { composeStores } from '../../../src/compose.ts';
import { crashSamples } from '../../samples/crashes.ts';

export const product = 'nova';

/** Makes the product; answers the token of a gateway that reports for its devices. */
export async function openProduct({ db }: Pick<OpenDatabase, 'db'>): Promise<string> {
  const stores = composeStores(db);
  const by = { actor: 'test', nowMs: Date.now() };
  await createProduct(stores, { id: product, name: 'Nova' }, by);
  const gateway = { name: 'gateway', role: 'gateway', product, expiresInDays: null } as const;
  const issued = await issueToken({ tokens: stores.tokens, entropy: systemEntropy }, gateway, by);
  if (!issued.ok) throw new Error('the database was not empty');
  return issued.secret;
}

export type Storm = {
  /** Of all ids and devices, so that storms do not meet. */
  readonly name: string;
  readonly url: () => string;
  readonly token: string;
  readonly reports: number;
  readonly clients: number;
  /** Called after each acknowledgement, with how many there are. */
  readonly onAcknowledged: (count: number) => void;
};

export type Survivors = {
  /** Ids that were answered 200 or 201. */
  readonly acknowledged: ReadonlySet<string>;
  /** Reports that were there when they were sent again: committed, and the answer lost. */
  readonly repeated: number;
  /** Tries that came to nothing: no answer, or a 5xx that asks to come back. */
  readonly failedTries: number;
};

/** Throws at an answer that is neither an acknowledgement nor a failure that passes. */
export async function storm({ name, url, token, reports, clients, onAcknowledged }: Storm): Promise<Survivors> {
  const acknowledged = new Set<string>();
  let repeated = 0;
  let failedTries = 0;
  let next = 0;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const send = async (body: string): Promise<number> => {
    try {
      const answer = await fetch(`${url()}/v1/reports`, {
        ...{ method: 'POST', headers, body },
        signal: AbortSignal.timeout(30_000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      return 0;
    }
  };
  const client = async () => {
    for (let at = next++; at < reports; at = next++) {
      const { id, body } = reportOf(name, at);
      for (;;) {
        const status = await send(body);
        if (status === 200 || status === 201) {
          if (status === 200) repeated += 1;
          break;
        }
        if (status !== 0 && status < 500) throw new Error(`report ${id} was answered ${status}`);
        failedTries += 1;
        await wait(100);
      }
      acknowledged.add(id);
      onAcknowledged(acknowledged.size);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { acknowledged, repeated, failedTries };
}

/** Four reports a device and hour, all of faults that others have too. */
function reportOf(name: string, at: number): { readonly id: string; readonly body: string } {
  const id = `${name}-${at}`;
  const { one = '' } = crashSamples[at % crashSamples.length] ?? {};
  const device = `${name}-SN-${Math.floor(at / 4)}`;
  return {
    id,
    body: JSON.stringify({ id, product, kind: 'crash', build: '1.2.0', device, text: `${one}\nrun ${at}` }),
  };
}

export type Ledger = { readonly stored: number; readonly waiting: number; readonly counts: readonly number[] };

/** What the database has: rows, those that still wait, and the sums of every count that settling keeps. */
export async function readLedger({ sql }: Pick<OpenDatabase, 'sql'>): Promise<Ledger> {
  const [row] = await sql<Record<string, string>[]>`
    select (select count(*) from reports) as stored, (select count(*) from reports_waiting) as waiting,
      (select sum(reports) from issues) as issues, (select sum(reports) from issue_builds) as builds,
      (select sum(reports) from issue_devices) as devices, (select sum(reports) from issue_days) as days`;
  const { stored, waiting, issues, builds, devices, days } = row ?? {};
  return {
    stored: Number(stored),
    waiting: Number(waiting),
    counts: [issues, builds, devices, days].map(Number),
  };
}

/** Ids that were acknowledged and are not there, neither read nor unread. */
export async function findLost(
  { sql }: Pick<OpenDatabase, 'sql'>,
  acknowledged: ReadonlySet<string>,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from reports union select report_id from reports_waiting where facts is not null`;
  const stored = new Set(rows.map(({ id }) => id));
  return [...acknowledged].filter((id) => !stored.has(id));
}

/** Ids of stored reports whose text is not in storage, or is that of another report. */
export async function findUnreadable(
  { sql }: Pick<OpenDatabase, 'sql'>,
  { loadObject }: Pick<Objects, 'loadObject'>,
): Promise<string[]> {
  const rows = await sql<{ id: string; key: string }[]>`select id, object_key as key from reports`;
  const unreadable: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let row = rows[next++]; row !== undefined; row = rows[next++]) {
      const bytes = await loadObject(row.key, 1024 * 1024);
      const text = bytes === null ? '' : new TextDecoder().decode(bytes);
      if (!text.endsWith(`\nrun ${row.id.slice(row.id.lastIndexOf('-') + 1)}`)) unreadable.push(row.id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return unreadable;
}
