// Draws devices exposed as an SVG: a row for each policy and kind of build, from best to worst tenth, the median marked.
import { labelOf } from '../policies/ids.ts';
import type { Outcome } from './outcome.ts';
import { type KindTally, quantileOf, tallyKinds } from './tally.ts';

type About = { readonly title: string; readonly policies: readonly string[] };

const left = 330;
const width = 900;
const rowHeight = 17;
const right = 24;
/** Powers of ten that an axis of devices shows. */
const decades = [10, 100, 1_000, 10_000, 100_000];

/** One panel for each kind that does harm; devices exposed on a logarithmic axis, fewer is better. */
export function encodePlot(outcomes: readonly Outcome[], { title, policies }: About): string {
  const byPolicy = policies.map((policy) => ({
    policy,
    tallies: tallyKinds(outcomes.filter((outcome) => outcome.policy === policy)),
  }));
  const kinds = (byPolicy[0]?.tallies ?? []).filter(({ isGood }) => !isGood).map(({ kind }) => kind);
  const panelHeight = (policies.length + 2) * rowHeight;
  const height = 50 + kinds.length * panelHeight + 30;
  const panels = kinds.map((kind, index) => {
    const rows = byPolicy.map(({ policy, tallies }, row) => {
      const tally = tallies.find((one) => one.kind === kind);
      return tally === undefined ? '' : encodeRow(policy, tally, 44 + index * panelHeight + (row + 1) * rowHeight);
    });
    return `<text x="12" y="${44 + index * panelHeight}" font-weight="bold">${escapeText(kind)}</text>${rows.join('')}`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${escapeText(title)}: devices exposed before the stop</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="12" y="22" font-size="15">${escapeText(title)}: devices exposed (median, and from the best to the worst tenth)</text>`,
    encodeAxis(height),
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function encodeAxis(height: number): string {
  return decades
    .map((count) => {
      const x = placeOf(count);
      const label = count >= 1000 ? `${count / 1000}k` : String(count);
      return `<line x1="${x}" x2="${x}" y1="32" y2="${height - 24}" stroke="#ddd"/><text x="${x}" y="${height - 8}" text-anchor="middle" fill="#555">${label}</text>`;
    })
    .join('');
}

function encodeRow(policy: string, { exposed, stopped, builds }: KindTally, y: number): string {
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => placeOf(quantileOf(exposed, share)));
  const isGate = policy === 'gate';
  const color = isGate ? '#d95f02' : '#555';
  const share = `${Math.round((100 * stopped) / builds)} %`;
  return [
    `<text x="20" y="${y}" fill="${color}">${escapeText(labelOf(policy))}</text>`,
    `<text x="${left - 10}" y="${y}" text-anchor="end" fill="${color}">${share}</text>`,
    `<line x1="${low}" x2="${high}" y1="${y - 4}" y2="${y - 4}" stroke="${color}" stroke-width="2"/>`,
    `<circle cx="${middle}" cy="${y - 4}" r="${isGate ? 4 : 3}" fill="${color}"/>`,
  ].join('');
}

/** Where a number of devices stands on the axis; less than one stands at its begin. */
function placeOf(count: number): number {
  const from = Math.log10(decades[0] ?? 1) - 0.5;
  const to = Math.log10(decades.at(-1) ?? 1) + 0.1;
  const at = (Math.log10(Math.max(3, count)) - from) / (to - from);
  return Math.round((left + Math.max(0, at) * (width - left - right)) * 10) / 10;
}

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
