// Rules that judge frames: a predicate over names and what it does, as data; and the judge that applies them.
import type { Frame, Verdict } from '../trace.ts';

/**
 * `skip`: never identifies. `pass`: only passes the fault on, so it identifies nothing while it stands above every kept
 * frame. `above`: machinery of throwing; it and all above it goes. `below`: where a thread begins; it and all below goes.
 */
export type FrameAction = 'skip' | 'pass' | 'above' | 'below';

/** A frame matches when any entry does; all compare with the normalised function but `modules`. */
export type NameList = {
  readonly exact?: readonly string[];
  readonly starts?: readonly string[];
  readonly ends?: readonly string[];
  readonly has?: readonly string[];
  /** Starts of module names, for frames without a function. */
  readonly modules?: readonly string[];
};

export type FrameRule = { readonly name: string; readonly action: FrameAction; readonly when: NameList };

export type CompiledRule = {
  readonly name: string;
  readonly action: FrameAction;
  readonly is: (frame: Frame) => boolean;
};

export const compileRules = (rules: readonly FrameRule[]): readonly CompiledRule[] =>
  rules.map(({ name, action, when }) => ({ name, action, is: compileList(when) }));

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One pattern a list: alternatives of plain words cannot backtrack. */
function compileList({
  exact = [],
  starts = [],
  ends = [],
  has = [],
  modules = [],
}: NameList): (frame: Frame) => boolean {
  const names = new Set(exact);
  const words = [
    ...(starts.length > 0 ? [`^(?:${starts.map(escaped).join('|')})`] : []),
    ...(ends.length > 0 ? [`(?:${ends.map(escaped).join('|')})$`] : []),
    ...has.map(escaped),
  ];
  const pattern = words.length > 0 ? new RegExp(words.join('|')) : null;
  const homes = modules.length > 0 ? new RegExp(`^(?:${modules.map(escaped).join('|')})`) : null;
  return ({ fn, module }) => (fn === '' ? homes?.test(module) === true : names.has(fn) || pattern?.test(fn) === true);
}

/** Frames of lines that come again are the same values, so what was found of one is found again. */
const judged = new WeakMap<readonly CompiledRule[], WeakMap<Frame, CompiledRule | null>>();

function ruleOf(frame: Frame, rules: readonly CompiledRule[]): CompiledRule | null {
  const ofRules = judged.get(rules) ?? new WeakMap<Frame, CompiledRule | null>();
  const known = ofRules.get(frame);
  if (known !== undefined) return known;
  const found = rules.find(({ is }) => is(frame)) ?? null;
  judged.set(rules, ofRules.set(frame, found));
  return found;
}

/** Judges a stack, innermost first. Where nothing would be kept, what only passes on is, else where the thread began, else the top. */
export function judgeFrames(frames: readonly Frame[], rules: readonly CompiledRule[]): Verdict[] {
  const found = frames.map((frame) => ruleOf(frame, rules));
  const thrown = found.findLastIndex((rule) => rule?.action === 'above');
  const base = found.findIndex((rule, at) => at > thrown && rule?.action === 'below');
  let hasKept = false;
  const verdicts = frames.map((frame, at): Verdict => {
    const rule = found[at] ?? null;
    if (at <= thrown) return { frame, rule: found[thrown]?.name ?? '', isKept: false };
    if (base !== -1 && at >= base) return { frame, rule: found[base]?.name ?? '', isKept: false };
    if (rule === null) {
      hasKept = true;
      return { frame, rule: '', isKept: true };
    }
    return { frame, rule: rule.name, isKept: rule.action === 'pass' && hasKept };
  });
  return hasKept ? verdicts : keepLastResort(verdicts, found);
}

const lastResort = ', but nothing else is left';

/** Whether the frame that was kept identifies nothing by itself. */
export const isLastResort = (verdicts: readonly Verdict[]): boolean =>
  verdicts.some(({ isKept, rule }) => isKept && rule.endsWith(lastResort));

function keepLastResort(verdicts: readonly Verdict[], found: readonly (CompiledRule | null)[]): Verdict[] {
  const passing = found.findIndex((rule) => rule?.action === 'pass');
  const base = found.findIndex((rule) => rule?.action === 'below');
  const thrown = found.findLastIndex((rule) => rule?.action === 'above') + 1;
  const at = passing !== -1 ? passing : base !== -1 ? base : thrown < verdicts.length ? thrown : 0;
  return verdicts.map((verdict, index) =>
    index === at ? { ...verdict, rule: `${verdict.rule}${lastResort}`, isKept: true } : verdict,
  );
}

export const keptFrames = (verdicts: readonly Verdict[]): Frame[] =>
  verdicts.filter(({ isKept }) => isKept).map(({ frame }) => frame);

/** What a key has of a frame: the function, else the module. */
export const frameWord = ({ fn, module }: Frame): string => (fn !== '' ? fn : module);
