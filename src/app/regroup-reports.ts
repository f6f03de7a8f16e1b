// Groups reports again: with the symbols of their build that are there by now, and by rules that are newer than their keys.

import { maxAttachmentBytes } from '../domain/issue/attachment.ts';
import { maxExcerptChars, maxTextBytes } from '../domain/issue/filing.ts';
import { deriveKeys, type ReportKeys } from '../domain/issue/keys.ts';
import type { TextCodec } from '../domain/privacy/clean-file.ts';
import { gatherCrashes, listCrashes, unknownOrigin } from '../domain/report/bugreport/gather-crashes.ts';
import { listOlderVersions, nextVersion } from '../domain/report/fingerprint/fingerprint-text.ts';
import { listWants } from '../domain/report/symbols/wants.ts';
import { askTogether } from './ask-together.ts';
import { tellsOfCrash } from './key-by-file.ts';
import type { Attachments } from './ports/attachments.ts';
import type { Objects } from './ports/objects.ts';
import type { KeyedReport, Regroupings, Rekeyed } from './ports/regroupings.ts';
import type { WaitingReport } from './ports/reports.ts';
import type { SymbolStore } from './ports/symbols.ts';
import { openPages, type SymbolisePorts, symboliseReport } from './symbolise-report.ts';

export type RegroupPorts = {
  readonly symbols: SymbolStore;
  readonly regroupings: Regroupings;
  readonly attachments: Attachments;
  readonly objects: Objects;
  readonly codec: TextCodec;
};

/** The rules by which keys are made; tests bring newer ones. */
export type Rules = {
  readonly derive: typeof deriveKeys;
  /** Versions that they replace. */
  readonly older: readonly string[];
  /** The version that a key of an older one has from now on. */
  readonly next: (older: string) => string;
};

const currentRules: Rules = { derive: deriveKeys, older: listOlderVersions(), next: nextVersion };

/** One transaction; at half a megabyte each, at most 16 MB are in memory. */
const reportsAtOnce = 32;
/** Of counts that are put right: some ten seconds of PostgreSQL's time, a piece at a time. */
const piecesAtOnce = 200;
/** A report that was being settled when its symbols came may not have met them. */
const quietMs = 15 * 60_000;

/** Before they are counted: what waits gets its names, and its keys of them. Most texts ask for no symbols, and cost nothing. */
export async function symboliseWaiting(
  ports: RegroupPorts,
  waiting: readonly WaitingReport[],
  nowMs: number,
): Promise<void> {
  const tokens = new Map(waiting.map(({ seq, body }) => [seq, [...listWants(body).keys()]]));
  const asking = waiting.filter(({ seq }) => tokens.get(seq)?.length !== 0);
  if (asking.length === 0) return;
  const reports = await ports.regroupings.loadWaitingReports(asking.map(({ seq }) => seq));
  const crashes = reports.filter(({ kind }) => kind === 'crash');
  const askings = crashes.map((report) => ({ ...report, tokens: tokens.get(report.seq) ?? [] }));
  const symbols = { ...ports.symbols, findSymbols: await askTogether(ports.symbols, askings) };
  const rekeying = openRekeying({ ...ports, symbols }, currentRules);
  await ports.regroupings.recordRekeyed(await rekeying.rekeyAll(crashes, false), nowMs);
}

/** Stops after `maxReports` or when there is nothing to do. Whatever is cut off goes on where it was. Answers how many it looked at. */
export async function regroupReports(
  ports: RegroupPorts,
  nowMs: number,
  { maxReports, rules = currentRules }: { readonly maxReports: number; readonly rules?: Rules },
): Promise<number> {
  const rekeying = openRekeying(ports, rules);
  const symbolised = await nameWanting(ports, rekeying, nowMs, maxReports);
  const done = symbolised + (await walkOldKeys(ports, rekeying, nowMs, { rules, maxReports: maxReports - symbolised }));
  if (done < maxReports) await recount(ports, nowMs);
  return done;
}

/** Last of all: a key that is still losing reports would be looked at again with each of them. */
async function recount({ regroupings }: RegroupPorts, nowMs: number): Promise<void> {
  for (let piece = 0; piece < piecesAtOnce; piece += 1) if (!(await regroupings.recordRecounted(nowMs))) return;
}

async function nameWanting(
  ports: RegroupPorts,
  rekeying: Rekeying,
  nowMs: number,
  maxReports: number,
): Promise<number> {
  let done = 0;
  while (done < maxReports) {
    const reports = await ports.regroupings.loadWanting(Math.min(reportsAtOnce, maxReports - done));
    if (reports.length === 0) {
      await ports.regroupings.recordSymbolsApplied(nowMs - quietMs);
      break;
    }
    await ports.regroupings.recordRekeyed(await rekeying.rekeyAll(reports, false), nowMs);
    done += reports.length;
  }
  return done;
}

async function walkOldKeys(
  { regroupings }: RegroupPorts,
  rekeying: Rekeying,
  nowMs: number,
  { rules, maxReports }: { readonly rules: Rules; readonly maxReports: number },
): Promise<number> {
  let done = 0;
  while (done < maxReports) {
    const old = await regroupings.loadOldKey(rules.older);
    if (old === null) break;
    const reports = await regroupings.loadReportsOfKey(old, Math.min(reportsAtOnce, maxReports - done));
    await regroupings.recordRekeyed(await rekeying.rekeyAll(reports, true), nowMs);
    await regroupings.recordWalked(old, reports.at(-1) ?? null, rules.next(old.version));
    done += Math.max(1, reports.length);
  }
  return done;
}

type Rekeying = {
  /** `byOtherRules`: keys are made anew even where no symbol has anything to say. */
  rekeyAll(reports: readonly KeyedReport[], byOtherRules: boolean): Promise<Rekeyed[]>;
};

/** For one round: equal texts of one build are read and keyed once. */
function openRekeying({ objects, codec, symbols, attachments }: RegroupPorts, { derive }: Rules): Rekeying {
  const symbolising: SymbolisePorts = { symbols, pages: openPages(objects, codec) };
  async function loadObject(objectKey: string, maxBytes: number): Promise<string | null> {
    const bytes = await objects.loadObject(objectKey, maxBytes);
    return bytes === null ? null : codec.decode(bytes, 'utf-8');
  }

  /** Where the text tells of no crash, that of a file that does (`key-by-file.ts`). */
  async function loadText({ product, id, kind, body, objectKey, hasFiles }: KeyedReport): Promise<string | null> {
    const own = body ?? (await loadObject(objectKey, 2 * maxTextBytes));
    if (own === null || kind !== 'crash' || !hasFiles || tellsOfCrash(own)) return own;
    const files = await attachments.loadAttachments(product, id);
    for (const file of files.filter(({ form }) => form === 'text')) {
      const text = await loadObject(file.objectKey, maxAttachmentBytes);
      const [newest] = text === null ? [] : gatherCrashes(listCrashes(text), unknownOrigin);
      if (newest !== undefined) return newest.text;
    }
    return own;
  }

  async function rekey(report: KeyedReport, byOtherRules: boolean): Promise<Result> {
    const text = await loadText(report);
    // What storage lost keeps its keys.
    if (text === null) return { keys: null, wants: null, shown: null };
    const { kind, title } = report;
    const named = await symboliseReport(symbolising, { ...report, text });
    if (named.changed === 0 && !byOtherRules) return { keys: null, wants: named.wants, shown: null };
    const keys = derive({ kind, title, text: named.text });
    if (named.changed === 0) return { keys, wants: named.wants, shown: null };
    // A title that a person gave stays; one that the text gave is that of the text with names.
    const isDerived = derive({ kind, title, text }).title === title;
    const shown = { title: isDerived ? keys.title : null, excerpt: named.text.slice(0, maxExcerptChars) };
    return { keys, wants: named.wants, shown };
  }

  return {
    async rekeyAll(reports, byOtherRules) {
      const known = new Map<string, Result>();
      const rekeyed: Rekeyed[] = [];
      for (const report of reports) {
        const name = [
          report.product,
          report.objectKey,
          report.buildId,
          report.reportedBuild,
          report.kind,
          report.title,
        ].join('\n');
        const result = known.get(name) ?? (await rekey(report, byOtherRules));
        known.set(name, result);
        rekeyed.push({ product: report.product, id: report.id, ...result });
      }
      return rekeyed;
    },
  };
}

type Result = { readonly keys: ReportKeys | null } & Pick<Rekeyed, 'wants' | 'shown'>;
