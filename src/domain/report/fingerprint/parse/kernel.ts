// Kernel reports: the title that the kernel's trackers would give is the key.
import { describeReport } from '../kernel/describe.ts';
import { frameNames } from '../kernel/find-frame.ts';
import { cutKernelReport } from '../kernel/report-lines.ts';
import { kernelSkip } from '../kernel/skip-list.ts';
import { messageTemplate } from '../normalise/message.ts';
import { noFrame, type Reading } from '../trace.ts';

const rawFrames = 24;
/** What stands beside a headline of which no more is known. */
const placeFrames = 2;
/** What stands for a stack that is not there. */
const ownLines = 8;

export function readKernel(text: string, at: number): Reading | null {
  const report = cutKernelReport(text, at);
  if (report === null) return null;
  const { title, alt, family, isDamaged, isUnknown } = describeReport(report.lines, report.headline);
  const names = frameNames(report.lines);
  const raw = [title, ...names.slice(0, rawFrames)];
  const own = names.length > 0 ? [] : report.lines.slice(0, ownLines).map(messageTemplate);
  const skip = kernelSkip();
  const place =
    isUnknown === true && !isOfWholeKernel(title) ? names.filter((fn) => !skip(fn)).slice(0, placeFrames) : [];
  return {
    trace: {
      failure: report.headline.header,
      process: 'kernel',
      message: report.lines[0] ?? '',
      frames: names.map(frameOf),
    },
    verdicts: names.map((fn) => ({ frame: frameOf(fn), rule: skip(fn) ? 'names no fault' : '', isKept: !skip(fn) })),
    parts: {
      // A report with parts missing may be any fault: it meets only its own copies.
      strict: isDamaged ? ['kernel', 'damaged', ...raw, ...own] : ['kernel', title, ...place],
      loose: ['kernel', family ?? title],
      alt: isDamaged ? [] : alt.map((other) => ['kernel', other]),
      raw,
    },
    title,
  };
}

/** `BUG: MAX_LOCKDEP_CHAINS too low!`: whoever comes last finds the tables full (kernel/locking/lockdep.c). */
const isOfWholeKernel = (title: string): boolean => title.endsWith(' too low!');

const frameOf = (fn: string) => ({ ...noFrame, fn });
