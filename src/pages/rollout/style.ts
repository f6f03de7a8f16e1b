// The look of the pages about rollouts, on top of the tokens that every page shares. No inline style: the policy forbids it.

/** Shades for the charts are graphics, not text: 3:1 against their background is enough (WCAG 2.2, 1.4.11). */
export const rolloutStyle = `
.rollout { display: grid; gap: clamp(2.25rem, 5vw, 3.5rem); }
.rollout > * { min-width: 0; }
.spread { justify-content: space-between; }
.stack > * + :is(dl, ol, ul, table) { margin-top: 1rem; }
.halves { display: grid; gap: clamp(2.25rem, 5vw, 3.5rem) 4rem; }
.halves > * { min-width: 0; }
@media (min-width: 64rem) { .halves { grid-template-columns: minmax(0, 1fr) 29rem; } }
.figure { font-variant-numeric: tabular-nums; white-space: nowrap; }
.mark { width: 1em; height: 1em; flex: none; }
.badge.marked { display: inline-flex; align-items: center; gap: 0.35rem; }

.account { display: flex; align-items: center; gap: 0.75rem; max-width: none; color: var(--soft); font-size: 0.9rem; }
button.plain { padding: 0.25rem 0; border: 0; background: none; color: var(--accent); font-weight: 400; text-decoration: underline; text-underline-offset: 0.2em; text-decoration-thickness: 0.06em; }

.state { display: grid; gap: 1.25rem 2.5rem; border-left: 0.45rem solid var(--tone, var(--edge)); }
.state .word { display: flex; align-items: center; gap: 0.6rem; color: var(--tone, var(--ink)); line-height: 1.05;
  font-size: clamp(2.3rem, 1.6rem + 3vw, 3.4rem); font-weight: 750; letter-spacing: -0.03em; }
.state .word .mark { width: 0.8em; height: 0.8em; }
.state .live { grid-column: 1 / -1; max-width: none; padding-top: 0.9rem; border-top: 1px solid var(--line);
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.2rem 1.5rem; }
.state .latest { overflow-wrap: anywhere; }
@media (min-width: 52rem) { .state { grid-template-columns: minmax(15rem, auto) 1fr; align-items: center; } }
.good { --tone: var(--good); } .warn { --tone: var(--warn); } .bad { --tone: var(--bad); }
.cool { --tone: var(--cool); } .accent { --tone: var(--accent); } .plain { --tone: var(--soft); }

.ladder .rung { display: inline-flex; align-items: center; gap: 0.7rem; }
.ladder .step { flex: none; width: 1.75rem; height: 1.75rem; border-radius: 50%; display: grid; place-items: center;
  font-size: 0.85rem; font-weight: 600; background: var(--sunk); color: var(--soft); }
.ladder .done .step { background: var(--good-wash); color: var(--good); }
.ladder .current .step { background: var(--accent); color: var(--on-accent); }
.ladder td, .ladder th { vertical-align: middle; }
.ladder tbody .current > * { background: var(--wash); }
.ladder tbody .current > :first-child { border-radius: 0.4rem 0 0 0.4rem; }
.ladder tbody .current > :last-child { border-radius: 0 0.4rem 0.4rem 0; }
.ladder tbody tr > :first-child, .ladder thead th:first-child { padding-left: 0.6rem; }
.ladder tr > :last-child { padding-right: 0.8rem; }
.ladder .ahead > td { color: var(--soft); }
.ladder .ahead th { font-weight: 400; color: var(--soft); }

.chart { display: block; width: 100%; overflow: hidden; }
.evidence, .interval { height: 18px; }
.outcome { height: 14px; border-radius: 7px; }
.outcome .fill { stroke: var(--paper); stroke-width: 1px; }
.reach { display: inline-grid; grid-template-columns: 5rem 3rem; gap: 0.75rem; align-items: center; }
.reach .chart { height: 6px; }
:is(.ladder, .list) .number { padding-right: 2rem; }
.chart .track { fill: var(--sunk); }
.chart .fill, .chart .band, .chart .dot { fill: var(--tone); }
.chart .band { opacity: 0.35; }
.chart .dot { stroke: var(--card); stroke-width: 2px; }
.chart .glow { fill: var(--glow); } .chart .edge { fill: var(--line); }
.chart .line { stroke: var(--ink); stroke-width: 2px; }
.chart .axis { stroke: var(--line); stroke-width: 1px; }
.chart .even { stroke: var(--edge); stroke-width: 1px; stroke-dasharray: 2 2; }

.counts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); margin: 0; }
.counts dt { color: var(--soft); font-size: 0.9rem; }
.counts dd { margin: 0; font-size: 1.9rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.counts dd small { display: block; font-size: 0.85rem; font-weight: 400; letter-spacing: 0; }
.counts .bad dd, .counts .warn dd { color: var(--tone); }

.reasons p { max-width: 80ch; } .reasons p + p { margin-top: 0.4rem; }
.together { display: grid; gap: 0.4rem 1.25rem; align-items: center; }
@media (min-width: 44rem) { .together { grid-template-columns: max-content 1fr max-content; } }
.signals { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); }
.signal h4 { font-size: 1.12rem; letter-spacing: -0.012em; text-transform: none; color: var(--ink); }
.signal .estimate { font-size: 1.5rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.2; }
.signal dl.facts { font-size: 0.93rem; gap: 0.2rem 1.25rem; grid-template-columns: max-content 1fr; }
.signal dl.facts dd { text-align: right; font-variant-numeric: tabular-nums; margin: 0; }
.needs { padding: 0.6rem 0.9rem; border-radius: 0.4rem; background: var(--sunk); font-size: 0.93rem; }

.timeline { list-style: none; margin: 0; padding: 0; }
.timeline li { position: relative; padding: 0 0 1.5rem 1.75rem; }
.timeline li::before { content: ""; position: absolute; left: 0.1rem; top: 0.45rem; width: 0.8rem; height: 0.8rem;
  border-radius: 50%; background: var(--tone, var(--edge)); }
.timeline li::after { content: ""; position: absolute; left: 0.45rem; top: 1.5rem; bottom: -0.2rem; width: 0.1rem; background: var(--line); }
.timeline li:last-child { padding-bottom: 0; } .timeline li:last-child::after { display: none; }
.timeline .actor { font-weight: 600; }
.timeline p, .timeline details { margin-top: 0.35rem; } .timeline details { color: var(--soft); font-size: 0.93rem; }
.timeline ul { margin-top: 0.35rem; }
.timeline .row, .timeline p, .timeline code { overflow-wrap: anywhere; }

.commands { margin: 0; display: grid; gap: 0.75rem; }
.commands > div { display: grid; gap: 0.1rem 1.5rem; }
.commands dd { margin: 0; color: var(--soft); }

.sheet { max-width: 42rem; }
.choice { display: flex; align-items: center; gap: 0.6rem; }
fieldset .error { color: var(--bad); font-weight: 600; }

.pages { display: flex; justify-content: space-between; }
.list td, .list th { vertical-align: middle; }
.list th small { display: block; font-weight: 400; }
.list :is(tbody th, td) { overflow-wrap: anywhere; }
.list .badge { white-space: normal; }
@media (min-width: 54.01rem) {
  .list tbody th { min-width: 14rem; }
  .list td { min-width: 4.5rem; }
  .list td:has(.badge) { min-width: 9.5rem; }
}
@media (max-width: 54rem) {
  .ladder thead, .list thead { position: absolute; clip-path: inset(50%); }
  :is(.ladder, .list) :is(tbody, tr, th, td) { display: block; border: 0; padding: 0; }
  :is(.ladder, .list) tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0.35rem 1.25rem; padding: 0.9rem 0.8rem; border-bottom: 1px solid var(--line); }
  :is(.ladder, .list) tr.current { background: var(--wash); border-radius: var(--radius); }
  .ladder tbody tr > :first-child { padding: 0; }
  :is(.ladder, .list) th { grid-column: 1 / -1; }
  :is(.ladder, .list) td { text-align: left; padding: 0; }
  :is(.ladder, .list) td::before { display: block; content: attr(data-label); color: var(--soft); font-size: 0.8rem; }
  .reach { grid-template-columns: minmax(2rem, 5rem) max-content; }
}
`.trimStart();
