// Sends letters that wait: one at a time, tried again with patience, given up after three days.
import { decideNextTry } from '../domain/event/retry.ts';
import { type FollowPorts, giveLink } from './follow-report.ts';
import type { Entropy } from './ports/entropy.ts';
import type { LetterFormat } from './ports/letter-format.ts';
import type { Letters, WaitingLetter } from './ports/letters.ts';
import type { MailLinks } from './ports/mail-links.ts';
import type { MessageSigner } from './ports/message-signer.ts';
import type { Posted, Postman } from './ports/postman.ts';

export type SendLettersPorts = FollowPorts & {
  readonly letters: Letters;
  readonly mailLinks: MailLinks;
  readonly messageSigner: MessageSigner;
  readonly postman: Postman;
  readonly letterFormat: LetterFormat;
  readonly entropy: Entropy;
};

const maxLetters = 200;
/** Longer than a turn with its last letter. */
const leaseMs = 120_000;
/** Real time of a turn. */
const turnMs = 15_000;

/** Stops where nothing is taken, or when its time is over; the rest waits for the next turn. Answers how many went out. */
export async function sendLetters(ports: SendLettersPorts, nowMs: number): Promise<number> {
  let sent = 0;
  for (let tookMs = 0; tookMs < turnMs && sent < maxLetters; ) {
    const [letter] = await ports.letters.takeLetters({ nowMs, lastsMs: leaseMs, limit: 1 });
    if (letter === undefined) break;
    const posted = await post(ports, letter, nowMs);
    await record(ports, { letter, posted }, nowMs);
    if (posted.kind === 'down') break;
    if (posted.kind === 'sent') sent += 1;
    tookMs += posted.tookMs;
  }
  return sent;
}

async function post(ports: SendLettersPorts, letter: WaitingLetter, nowMs: number): Promise<Posted> {
  const to = ports.messageSigner.openToken(letter.sealed);
  if (to === null) return { kind: 'refused', fault: 'address-unreadable', tookMs: 0 };
  const { publicUrl } = ports.postman;
  const { product, reportId } = letter;
  const stopUrl = `${publicUrl}/mail/${ports.mailLinks.signLink(letter)}`;
  const link = await giveLink(ports, { product, reportId }, nowMs);
  const ownPath = [product, reportId].map(encodeURIComponent).join('/');
  const followUrl = `${publicUrl}/my-reports/${ownPath}?link=${link}`;
  const { text, html } = ports.letterFormat.encodeLetter(letter, { stopUrl, followUrl });
  return ports.postman.send({ id: letter.id, to, subject: letter.subject, text, html, stopUrl });
}

type Tried = { readonly letter: WaitingLetter; readonly posted: Posted };

function record({ letters, entropy }: SendLettersPorts, { letter, posted }: Tried, nowMs: number): Promise<void> {
  if (posted.kind === 'sent') return letters.recordSent(letter.id, { state: 'sent', nextMs: nowMs, fault: null });
  const { fault } = posted;
  if (posted.kind === 'refused') return letters.recordSent(letter.id, { state: 'dead', nextMs: nowMs, fault });
  const roll = Number.parseInt(entropy.randomHex(4), 16) / 2 ** 32;
  const { sinceMs } = letter;
  const nextMs = decideNextTry({ attempts: letter.attempts + 1, sinceMs, nowMs, roll, retryAfterS: null });
  return letters.recordSent(letter.id, { state: nextMs === null ? 'dead' : 'waiting', nextMs: nextMs ?? nowMs, fault });
}
