// The contract of letters, through a real SMTP server: asked first, once an event, ended by one POST, gone with the report.
import { sql } from 'drizzle-orm';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SmtpSettings, smtpPostman } from '../../src/adapters/mail/smtp-postman.ts';
import { issueStore } from '../../src/adapters/postgres/issues.ts';
import { letterStore, mailWishStore } from '../../src/adapters/postgres/letters.ts';
import { testerStore } from '../../src/adapters/postgres/loop/testers.ts';
import { outboxStore } from '../../src/adapters/postgres/outbox.ts';
import { removalStore } from '../../src/adapters/postgres/removals.ts';
import { reportStore } from '../../src/adapters/postgres/reports.ts';
import { mailLinks } from '../../src/adapters/signing/mail-links.ts';
import { messageSigner } from '../../src/adapters/signing/message-signer.ts';
import { testerSigner } from '../../src/adapters/signing/tester-signer.ts';
import { systemDigest } from '../../src/adapters/system/digest.ts';
import { systemEntropy } from '../../src/adapters/system/entropy.ts';
import { askForMail } from '../../src/app/ask-for-mail.ts';
import { joinIssue } from '../../src/app/join-issue.ts';
import { mergeIssue } from '../../src/app/regroup-issues.ts';
import { sendLetters } from '../../src/app/send-letters.ts';
import { spreadEvents } from '../../src/app/spread-events.ts';
import { encodeLetter } from '../../src/wire/mail/letter.ts';
import { type FreshDatabase, freshDatabase } from '../harness/database.ts';
import { filing } from '../samples/reports.ts';
import { auditEntry } from './audited.ts';
import { insertNova } from './nova.ts';

type Received = { readonly to: readonly string[]; readonly raw: string };

let database: FreshDatabase;
let server: SMTPServer;
const received: Received[] = [];
/** What the server says to a recipient: nothing for yes. */
let objection: { status: number } | null = null;
let isSecure = false;

beforeAll(async () => {
  database = await freshDatabase(10);
  await insertNova(database.db);
  server = new SMTPServer({
    authOptional: true,
    logger: false,
    onRcptTo: (_address, _session, done) =>
      done(objection === null ? null : Object.assign(new Error('no'), { responseCode: objection.status })),
    onData(stream, session, done) {
      let raw = '';
      stream.on('data', (part: Buffer) => {
        raw += part.toString();
      });
      stream.on('end', () => {
        isSecure = session.secure;
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', () => ready()));
});
afterAll(async () => {
  await new Promise<void>((done) => server.close(() => done()));
  await database.drop();
});

let nowMs = 1_000_000_000;
beforeEach(async () => {
  await database.db.execute(
    sql`truncate events, mail_wishes, letters, reports, reports_waiting, issues, issue_keys, issue_comments restart identity cascade`,
  );
  nowMs += 1_000_000_000;
  for (const id of ['r1', 'r2']) await reportStore(database.db).recordReport(filing(id, { key: 'a'.repeat(32) }));
  await spreadEvents(ports(), nowMs);
});
afterEach(() => {
  received.splice(0);
  objection = null;
});

const portOf = (): number => {
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : expect.fail('not listening');
};
const settings = {
  host: '127.0.0.1',
  tls: 'none',
  user: null,
  password: null,
  from: 'Orange Friday <friday@example.com>',
  publicUrl: 'https://friday.test',
} as const;
const secret = 'ab'.repeat(32);
const ports = (changes: Partial<Parameters<typeof smtpPostman>[0]> = {}) => ({
  outbox: outboxStore(database.db),
  letters: letterStore(database.db),
  mailLinks: mailLinks(secret),
  messageSigner: messageSigner(secret),
  postman: smtpPostman({ ...settings, port: portOf(), ...changes }),
  letterFormat: { encodeLetter },
  testers: testerStore(database.db),
  testerSigner: testerSigner(secret),
  digest: systemDigest,
  entropy: systemEntropy,
});
const ask = (reportId: string, address: string) => askForMail(ports(), { product: 'nova', reportId, address }, nowMs);
const confirm = (reportId: string) => letterStore(database.db).recordConfirmed({ product: 'nova', reportId }, nowMs);
async function agree(reportId: string, address: string): Promise<void> {
  expect(await ask(reportId, address)).toBe('asked');
  await confirm(reportId);
  await sendLetters(ports(), nowMs);
  received.splice(0);
}
const said = (text: string) => ({ audience: 'tester', author: 'ada', text, atMs: nowMs }) as const;
async function comment(text: string): Promise<void> {
  await issueStore(database.db).recordComment('nova', 1, said(text), auditEntry('x'));
  await spreadEvents(ports(), nowMs);
}
/** Unfolded, as RFC 5322 reads it. */
const headersOf = ({ raw }: Received): string[] =>
  (raw.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n');
const headerOf = (mail: Received | undefined, name: string): string[] =>
  headersOf(mail ?? expect.fail('no mail')).filter((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`));

describe('a reporter', () => {
  it('is asked first, and written to only after saying yes', async () => {
    await ask('r1', 'Ada@Example.COM');
    await comment('too early');
    expect(await sendLetters(ports(), nowMs)).toBe(1);
    expect(received).toMatchObject([{ to: ['Ada@example.com'] }]);
    const [list = ''] = headerOf(received[0], 'List-Unsubscribe');
    const link = /mail\/([^>]+)>/.exec(list)?.[1] ?? '';
    expect(mailLinks(secret).checkLink(link)).toEqual({ product: 'nova', reportId: 'r1' });
    expect(await confirm('r1')).toBe(true);
    await comment('Thank you, we are on it.');
    expect(await sendLetters(ports(), nowMs)).toBe(1);
    expect(received[1]?.raw).toContain('Thank you, we are on it.');
    expect(headerOf(received[1], 'Subject')).toEqual(['Subject: [nova] Issue 1: Camera dies']);
    expect(await sendLetters(ports(), nowMs)).toBe(0);
  });

  it('hears of each issue that theirs goes on in, and nobody else does', async () => {
    const keys = { a2: 'b', a3: 'c', a4: 'd' };
    for (const [id, key] of Object.entries(keys))
      await reportStore(database.db).recordReport(filing(id, { key: key.repeat(32) }));
    await spreadEvents(ports(), nowMs);
    const merge = async (from: number, into: number) => {
      const asked = { product: 'nova', from, into };
      expect(await mergeIssue({ issues: issueStore(database.db) }, asked, { actor: 'ada', nowMs })).toBeNull();
      await spreadEvents(ports(), nowMs);
    };
    for (const id of ['r1', ...Object.keys(keys)]) await agree(id, `${id}@example.com`);
    await merge(1, 2);
    await merge(2, 3);
    await merge(3, 4);
    await sendLetters(ports(), nowMs);
    const heard = received.map(({ to, raw }) => [to[0], /same as issue (\d)/.exec(raw)?.[1]].join(' '));
    expect(heard.toSorted()).toEqual([
      ...['a2@example.com 3', 'a2@example.com 4', 'a3@example.com 4'],
      ...['r1@example.com 2', 'r1@example.com 3', 'r1@example.com 4'],
    ]);
  });

  it('who said that theirs is the same as another hears where that one goes on', async () => {
    for (const [id, key] of Object.entries({ j2: 'b', j3: 'c' }))
      await reportStore(database.db).recordReport(filing(id, { kind: 'bug', key: key.repeat(32) }));
    const joined = { product: 'nova', reportId: 'j2', into: 1 };
    expect(await joinIssue({ testers: testerStore(database.db) }, joined, { nowMs })).toBe(true);
    await spreadEvents(ports(), nowMs);
    await agree('j2', 'ada@example.com');
    const asked = { product: 'nova', from: 1, into: 3 };
    expect(await mergeIssue({ issues: issueStore(database.db) }, asked, { actor: 'eve', nowMs })).toBeNull();
    await spreadEvents(ports(), nowMs);
    await sendLetters(ports(), nowMs);
    expect(received.map(({ to, raw }) => [to[0], /same as issue (\d)/.exec(raw)?.[1]])).toEqual([
      ['ada@example.com', '3'],
    ]);
  });

  it('can end it by one click, which takes what waits along', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    const store = letterStore(database.db);
    expect(await store.recordStopped({ product: 'nova', reportId: 'r1' })).toBe(true);
    expect(await store.recordStopped({ product: 'nova', reportId: 'r1' })).toBe(false);
    expect(await sendLetters(ports(), nowMs)).toBe(0);
    expect(await confirm('r1')).toBe(false);
  });

  it('is erased with the report', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: 'r1' }]);
    const [left] = await database.db.execute(
      sql`select (select count(*) from letters) + (select count(*) from mail_wishes) as n`,
    );
    expect(Number(left?.n)).toBe(0);
  });

  it('hears no word of a report of somebody else that was erased, and none stays with the letters', async () => {
    await database.db.execute(sql`update issues set title = 'Zelda: siren'`);
    await database.db.execute(sql`update reports set title = 'Zelda: siren' where id = 'r1'`);
    await agree('r2', 'bob@example.com');
    await comment('one');
    await sendLetters(ports(), nowMs);
    await comment('two');
    expect(headerOf(received[0], 'Subject')).toEqual(['Subject: [nova] Issue 1: Zelda: siren']);
    await removalStore(database.db).recordRemoved([{ product: 'nova', id: 'r1' }]);
    const rows = await database.db.execute(
      sql`select state, subject from letters where kind = 'news' order by since_ms, id`,
    );
    expect(rows.map(({ subject }) => subject)).toEqual(['[nova] Issue 1', '[nova] Issue 1']);
    expect(await sendLetters(ports(), nowMs)).toBe(1);
    expect(headerOf(received[1], 'Subject')).toEqual(['Subject: [nova] Issue 1']);
  });

  it('hears each event once, whoever spreads it how often', async () => {
    await agree('r1', 'ada@example.com');
    await agree('r2', 'bob@example.com');
    await issueStore(database.db).recordComment('nova', 1, said('once'), auditEntry('x'));
    const events = await outboxStore(database.db).loadUnspread(10);
    expect(events).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => spreadEvents(ports(), nowMs)));
    await database.db.execute(sql`update events set spread_ms = null`);
    await spreadEvents(ports(), nowMs);
    await Promise.all([1, 2, 3].map(() => sendLetters(ports(), nowMs)));
    expect(received.flatMap(({ to }) => to).toSorted()).toEqual(['ada@example.com', 'bob@example.com']);
  });

  it('hears what happened in its order, also where the mail server was away in between', async () => {
    await agree('r1', 'ada@example.com');
    const numbers = Array.from({ length: 9 }, (_, at) => `<${at}>`);
    for (const text of numbers) await issueStore(database.db).recordComment('nova', 1, said(text), auditEntry('x'));
    await spreadEvents(ports(), nowMs);
    objection = { status: 451 };
    expect(await sendLetters(ports(), nowMs)).toBe(0);
    objection = null;
    nowMs += 1_000;
    await comment('<9>');
    expect(await sendLetters(ports(), nowMs)).toBe(0);
    nowMs += 60_000;
    expect(await sendLetters(ports(), nowMs)).toBe(10);
    expect(received.map(({ raw }) => /^<\d>/m.exec(raw)?.[0])).toEqual([...numbers, '<9>']);
  });

  it('is written to at most 20 times a day, and asked at most 3 times', async () => {
    await agree('r1', 'ada@example.com');
    for (let at = 0; at < 25; at += 1) await comment(`again ${at}`);
    for (let turn = 0; turn < 3; turn += 1) await sendLetters(ports(), nowMs);
    expect(received).toHaveLength(19);
    nowMs += 86_400_000;
    for (let at = 0; at < 25; at += 1)
      await issueStore(database.db).recordComment('nova', 1, said(`at once ${at}`), auditEntry('x'));
    await spreadEvents(ports(), nowMs);
    for (let turn = 0; turn < 3; turn += 1) await sendLetters(ports(), nowMs);
    expect(received).toHaveLength(19 + 20);
    expect(await ask('r2', 'eve@example.com')).toBe('asked');
    for (const _ of [1, 2]) expect(await ask('r2', 'EVE@example.com')).toBe('asked');
    expect(await ask('r2', 'eve@EXAMPLE.com')).toBe('not-asked');
    expect(await ask('r9', 'new@example.com')).toBe('not-asked');
  });

  it('of two reports is written to at most 20 times a day in all, and may still be asked about another', async () => {
    for (const id of ['r1', 'r2']) await agree(id, 'ada@example.com');
    nowMs += 86_400_000;
    for (let at = 0; at < 15; at += 1)
      await issueStore(database.db).recordComment('nova', 1, said(`at once ${at}`), auditEntry('x'));
    await spreadEvents(ports(), nowMs);
    await sendLetters(ports(), nowMs);
    expect(received).toHaveLength(20);
    expect(await ask('r2', 'ada@example.com')).toBe('asked');
  });

  it('who said yes is remembered for as long as the report, and who said nothing for as long as the letter', async () => {
    await agree('r1', 'ada@example.com');
    await ask('r2', 'bob@example.com');
    await letterStore(database.db).recordForgotten(nowMs + 1);
    const wishes = mailWishStore(database.db);
    const stateOf = (reportId: string) => wishes.loadMailState({ product: 'nova', reportId });
    expect([await stateOf('r1'), await stateOf('r2')]).toEqual(['agreed', 'none']);
  });

  it('stands in the database sealed', async () => {
    await ask('r1', 'ada.lovelace@example.com');
    const dump = JSON.stringify(await database.db.execute(sql`select w.*, l.* from mail_wishes w, letters l`));
    expect(dump).not.toMatch(/lovelace|example\.com/);
  });
});

describe('a letter', () => {
  it('has what mail programs need to end it, and asks no machine to answer', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    await sendLetters(ports(), nowMs);
    const [mail] = received;
    expect(headerOf(mail, 'List-Unsubscribe')).toEqual([
      expect.stringMatching(/^List-Unsubscribe: <https:\/\/friday\.test\/mail\/nova\.\S+>$/),
    ]);
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toEqual(['List-Unsubscribe-Post: List-Unsubscribe=One-Click']);
    expect(headerOf(mail, 'Auto-Submitted')).toHaveLength(1);
    expect(headerOf(mail, 'Message-ID')).toEqual([expect.stringMatching(/<ltr_[0-9a-f]{32}@example\.com>/)]);
    expect(mail?.raw).toMatch(/text\/plain/);
    expect(mail?.raw).toMatch(/text\/html/);
  });

  it('gets no header from a title, and no markup from words', async () => {
    const evil = 'Hi\r\nBcc: victim@example.com\r\n\r\nbody <script>';
    await database.db.execute(sql`update issues set title = ${evil}`);
    await agree('r1', 'ada@example.com');
    await comment('<img src=x onerror=alert(1)>\r\nBcc: other@example.com');
    await sendLetters(ports(), nowMs);
    const [mail] = received;
    expect(mail?.to).toEqual(['ada@example.com']);
    expect(headersOf(mail ?? expect.fail()).filter((line) => /^bcc/i.test(line))).toEqual([]);
    expect(headerOf(mail, 'Subject')).toHaveLength(1);
    const html = (mail?.raw.split('text/html')[1] ?? '').replaceAll('=\r\n', '');
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img');
  });

  it.each([
    ...[
      'a@b',
      'a b@example.com',
      'a@example.com,b@example.com',
      'a@example.com\r\nBcc: b@example.com',
      '"x"@example.com',
    ],
    ...[
      '<a@example.com>',
      'a@[127.0.0.1]',
      '.a@example.com',
      'a..b@example.com',
      'a@-x.com',
      '@example.com',
      'ä@example.com',
    ],
  ])('goes to no "%s"', async (address) => {
    expect(await ask('r1', address)).toBe('malformed-address');
  });
});

describe('a mail server', () => {
  it('that does not know the recipient is not asked again', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    objection = { status: 550 };
    await sendLetters(ports(), nowMs);
    const [row] = await database.db.execute(sql`select state, fault from letters where kind = 'news'`);
    expect(row).toMatchObject({ state: 'dead', fault: 'status-550' });
  });

  it('that is busy or away gets the letter later, under the same id', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    objection = { status: 451 };
    await sendLetters(ports(), nowMs);
    await sendLetters(ports({ port: 1 }), nowMs + 3_600_000);
    expect(received).toEqual([]);
    objection = null;
    expect(await sendLetters(ports(), nowMs + 3 * 3_600_000)).toBe(1);
    expect(received).toHaveLength(1);
  });

  it('is told nothing without a certificate that can be trusted', async () => {
    await agree('r1', 'ada@example.com');
    await comment('one');
    expect(await sendLetters(ports({ tls: 'starttls', user: 'u', password: 'p' }), nowMs)).toBe(0);
    expect(received).toEqual([]);
    const [row] = await database.db.execute(sql`select state, fault from letters where kind = 'news'`);
    expect(row).toMatchObject({ state: 'waiting' });
    expect(isSecure).toBe(false);
  });

  it.each([
    ['has no STARTTLS', { disabledCommands: ['STARTTLS'] }, { tls: 'starttls' }, 'certificate'],
    [
      'refuses the login',
      { hideSTARTTLS: true, onAuth: (_auth, _session, done) => done(new Error('no')) },
      { user: 'u', password: 'p' },
      'login-refused',
    ],
  ] satisfies [string, SMTPServerOptions, Partial<SmtpSettings>, string][])(
    'that %s is told nothing, and asked again',
    async (_, options, changes, fault) => {
      const heard: string[] = [];
      const other = new SMTPServer({
        authOptional: true,
        logger: false,
        ...options,
        onMailFrom: ({ address }, _session, done) => {
          heard.push(address);
          done();
        },
      });
      await new Promise<void>((ready) => other.listen(0, '127.0.0.1', () => ready()));
      const address = other.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : expect.fail('not listening');
      await agree('r1', 'ada@example.com');
      await comment('one');
      expect(await sendLetters(ports({ ...changes, port }), nowMs)).toBe(0);
      await new Promise<void>((done) => other.close(() => done()));
      const [row] = await database.db.execute(sql`select state, fault from letters where kind = 'news'`);
      expect([row, heard]).toEqual([{ state: 'waiting', fault }, []]);
    },
  );

  it('is asked by one process at a time', async () => {
    await agree('r1', 'ada@example.com');
    for (let at = 0; at < 8; at += 1) await comment(`news ${at}`);
    await Promise.all([1, 2, 3, 4].map(() => sendLetters(ports(), nowMs)));
    expect(received).toHaveLength(8);
  });
});
