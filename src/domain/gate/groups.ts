// How much more testers and freshly updated devices crash on any build: what a completed rollout shows, and what several teach.
import type { PastCompared } from './lesson.ts';
import { deriveOffset } from './offset.ts';
import type { PartCounts, PartedWindow } from './parts.ts';

/** Rates of testers, and of the first hours after an install, relative to all others; 1 where too little is known. */
export type Offsets = { readonly testers: number; readonly fresh: number };

export const noOffsets: Offsets = { testers: 1, fresh: 1 };

export type Groups = Readonly<Record<keyof Offsets, PastCompared>>;

type Count = { readonly crashes: number; readonly exposureS: number };

/**
 * Compared within one model, hour and side, so that neither models nor hours nor the build itself speak for the group: the
 * sums of a Mantel-Haenszel ratio (Mantel and Haenszel 1959; Rothman's form for rates).
 */
export function deriveGroups(windows: readonly PartedWindow[]): Groups {
  const sums = { testers: { ...nothingCompared }, fresh: { ...nothingCompared } };
  for (const window of windows) {
    for (const arm of ['new', 'control'] as const) {
      const parts = window.parts.filter((part) => part.arm === arm);
      const isYoung = ({ ageH }: PartCounts) => ageH === 0;
      const ofTesters = add(parts.filter((part) => part.isTester && !isYoung(part)));
      const ofOthers = less(totalOf(window, arm), add(parts.filter((part) => part.isTester || isYoung(part))));
      compare(sums.testers, ofTesters, ofOthers);
      if (arm === 'control') continue;
      compare(sums.fresh, add(parts.filter((part) => part.isTester && isYoung(part))), ofTesters);
      compare(sums.fresh, add(parts.filter((part) => !part.isTester && isYoung(part))), ofOthers);
    }
  }
  return sums;
}

const nothingCompared: PastCompared = { over: 0, under: 0, events: 0, otherEvents: 0 };

const totalOf = (window: PartedWindow, arm: PartCounts['arm']): Count =>
  arm === 'new'
    ? { crashes: window.newCrashes, exposureS: window.newExposureS }
    : { crashes: window.controlCrashes, exposureS: window.controlExposureS };

const add = (parts: readonly Count[]): Count => ({
  crashes: parts.reduce((sum, { crashes }) => sum + crashes, 0),
  exposureS: parts.reduce((sum, { exposureS }) => sum + exposureS, 0),
});

const less = (all: Count, some: Count): Count => ({
  crashes: all.crashes - some.crashes,
  exposureS: all.exposureS - some.exposureS,
});

type Open = { -readonly [K in keyof PastCompared]: PastCompared[K] };

function compare(sums: Open, group: Count, others: Count): void {
  if (!(group.exposureS > 0 && others.exposureS > 0)) return;
  const share = group.exposureS / (group.exposureS + others.exposureS);
  sums.over += group.crashes * (1 - share);
  sums.under += others.crashes * share;
  sums.events += group.crashes;
  sums.otherEvents += others.crashes;
}

/** A ratio whose error does not fit into the margin is no offset, and the group counts as all others do. */
export function deriveOffsets(past: readonly Groups[], margin: number): Offsets {
  const learn = (group: keyof Offsets): number => {
    const total = (of: keyof PastCompared) => past.reduce((sum, groups) => sum + groups[group][of], 0);
    const [events, otherEvents] = [total('events'), total('otherEvents')];
    // Exposures in a unit of their own, such that the rates have the ratio of the sums.
    const rate = { events, exposure: events / total('over') };
    const others = { events: otherEvents, exposure: otherEvents / total('under') };
    const { factor, isUsable } = deriveOffset(rate, others, margin);
    return isUsable ? factor : 1;
  };
  return { testers: learn('testers'), fresh: learn('fresh') };
}
