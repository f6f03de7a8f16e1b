// Gives reports of the same fault the same fingerprint: class and top frames of a crash, the words of a title otherwise.
import { hexOf, sha512 } from '../bytes.ts';
import type { ReportKind } from './report.ts';

/** Frames deeper than these belong to the framework more often than to the fault (reports.md 0, point 2). */
const keyFrames = 5;
/** Without a stack the head of the text has to do. */
const keyLines = 3;
/** No line of a stack is longer; whoever sends more wants to make patterns slow. */
const maxLineChars = 500;

/** 32 hex digits; equal where kind and normalised key are. Never built from addresses, offsets, line numbers or counters. */
export function deriveFingerprint(report: { kind: ReportKind; title: string; text: string }): string {
  const key = report.kind === 'crash' ? deriveCrashKey(report) : normaliseTitle(report.title);
  return hexOf(sha512(`${report.kind}\n${key}`).subarray(0, 16));
}

/** The fault's class is part of the key; its message is only where there is no stack (reports.md 0, point 3). */
export function deriveCrashKey({ title, text }: { title: string; text: string }): string {
  const lines = text.split('\n').map((line) => line.slice(0, maxLineChars));
  const frames = lines.filter((line) => framePattern.test(line)).map(normaliseFrame);
  const kind = lines.map((line) => classPattern.exec(line)?.[0]).find((name) => name !== undefined) ?? '';
  if (frames.length > 0) return [kind, ...frames.slice(0, keyFrames)].join('\n');
  const head = lines.map(normalise).filter((line) => line !== '');
  return head.length > 0 ? head.slice(0, keyLines).join('\n') : normalise(title);
}

/** `at a.b.C.d(File.java:7)` · `#03 pc 0001f /lib/libc.so (abort+12)` · `#1 0x7f in main ()` · `[<ffffffc0>] fn+0x1/0x2` */
const framePattern = /^\s*(?:at\s+\S|#\d+\s+\S|\[<[0-9a-fA-F]+>\]\s*\S)/;
const classPattern = /\b(?:[A-Za-z_$][\w$]*\.)*[A-Z][\w$]*(?:Exception|Error)\b|\bSIG[A-Z]{3,6}\b/;

const normaliseFrame = (line: string): string =>
  normalise(
    line
      .replace(/^\s*(?:at\s+|#\d+\s+|\[<[0-9a-fA-F]+>\]\s*)/, '')
      .replace(/^(?:pc\s+)?(?:0x)?[0-9a-fA-F]{4,16}\s+(?:in\s+)?/, ''),
  );

/** Addresses, long hexadecimal ids and every number become marks, longest first. */
const normalise = (line: string): string =>
  line
    .replace(/0x[0-9a-fA-F]+/g, '<addr>')
    .replace(/\b(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{8,}\b/g, '<hex>')
    .replace(/@[0-9a-f]{4,8}\b/g, '@<id>')
    .replace(/\d+/g, '<n>')
    .replace(/\s+/g, ' ')
    .trim();

const normaliseTitle = (title: string): string => normalise(title.toLowerCase()).replace(/[.!?]+$/, '');
