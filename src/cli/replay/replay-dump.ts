// Decides every decision of the gate in a dump once more, and finds each record's digest in the dump's audit chain.
import { type ChainedEntry, type ChainFault, checkChain } from '../../domain/audit/chain.ts';
import { checkRolloutOf, deriveRecordDigest, replayRecord } from '../../domain/rollout/decision-record.ts';
import type { Difference } from '../../domain/rollout/first-difference.ts';
import { asked, evidence, verdict } from '../../wire/release/gate.ts';
import { type CopyRow, readCopyRows } from './copy-rows.ts';

export type Replayed = {
  readonly rollout: number;
  readonly decision: number;
  readonly kind: string;
  readonly digest: string;
  readonly difference: Difference | null;
  /** Entry of the audit chain that holds the digest; null when none does. */
  readonly audit: number | null;
};

export type ReplayedDump = {
  /** In the order of the dump. */
  readonly decisions: readonly Replayed[];
  /** Of people and the train: they carry no evidence. */
  readonly withoutRecord: number;
  readonly chain: { readonly entries: number; readonly fault: ChainFault | null };
};

type Row = CopyRow['values'];
type Found = Omit<Replayed, 'audit'>;

export async function replayDump(file: string): Promise<ReplayedDump> {
  const found: Found[] = [];
  const entries: ChainedEntry[] = [];
  let withoutRecord = 0;
  for await (const { table, values } of readCopyRows(file, new Set(['decisions', 'audit']))) {
    if (table === 'audit') entries.push(toEntry(values));
    else if (values.asked == null || values.evidence == null || values.verdict == null) withoutRecord += 1;
    else found.push(replayRow(values));
  }
  entries.sort((a, b) => a.seq - b.seq);
  const seqs = new Map(entries.flatMap((entry) => recordOf(entry).map((digest) => [digest, entry.seq] as const)));
  return {
    decisions: found.map((each) => ({ ...each, audit: seqs.get(each.digest) ?? null })),
    withoutRecord,
    chain: { entries: entries.length, fault: checkChain(null, entries) },
  };
}

const unread: Difference = { where: 'record', recorded: 'one of another shape', again: null };

function replayRow(row: Row): Found {
  const about = { rollout: Number(row.rollout_id), decision: Number(row.number), kind: row.kind ?? '' };
  const raw = { asked: parse(row.asked), evidence: parse(row.evidence), verdict: parse(row.verdict) };
  const read = {
    asked: asked.safeParse(raw.asked),
    evidence: evidence.safeParse(raw.evidence),
    verdict: verdict.safeParse(raw.verdict),
  };
  // The digest is over what was recorded, word for word, whatever of it this version reads.
  const digest = deriveRecordDigest(raw as Parameters<typeof deriveRecordDigest>[0]);
  if (!read.asked.success || !read.evidence.success || !read.verdict.success) {
    return { ...about, digest, difference: unread };
  }
  const record = { asked: read.asked.data, evidence: read.evidence.data, verdict: raw.verdict };
  const foreign = checkRolloutOf(record.asked, about.rollout);
  return { ...about, digest, difference: foreign ?? replayRecord(record).difference };
}

function parse(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function toEntry(row: Row): ChainedEntry {
  const { actor, action, subject, details, previous, hash } = row;
  const words = [actor, action, subject, details, previous, hash].map((word) => word ?? '');
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = words;
  return {
    seq: Number(row.seq),
    atMs: Number(row.at_ms),
    actor: a,
    action: b,
    subject: c,
    details: d,
    previous: e,
    hash: f,
  };
}

/** The digest that an entry about a decision names. */
function recordOf({ details }: ChainedEntry): string[] {
  const parsed = parse(details);
  const record = typeof parsed === 'object' && parsed !== null && 'record' in parsed ? parsed.record : null;
  return typeof record === 'string' ? [record] : [];
}
