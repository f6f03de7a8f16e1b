// The look of every page: a small set of tokens for light and dark, and the few elements that pages are made of.

/** Every colour pair used for text keeps a contrast of at least 4.5:1 in both schemes (WCAG 2.2 AA). */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbf8f4; --card: #ffffff; --sunk: #f4ede5; --line: #e4d9cd; --edge: #948475;
  --ink: #241b14; --soft: #69594c; --accent: #b83a08; --on-accent: #ffffff; --glow: #f97316;
  --wash: #fdeee1; --good: #17693a; --good-wash: #e1f3e7; --warn: #7d5100; --warn-wash: #fcf0d0;
  --bad: #ab231c; --bad-wash: #fde7e5; --cool: #1d5793; --cool-wash: #e4eefa;
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  --radius: 0.6rem; --shadow: 0 1px 2px rgb(60 35 10 / 0.06), 0 4px 16px rgb(60 35 10 / 0.05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15110e; --card: #1e1915; --sunk: #28211b; --line: #3b3129; --edge: #8d7c6d;
    --ink: #f4ede5; --soft: #bbaa9b; --accent: #ff9b52; --on-accent: #1d1006; --glow: #ff8a33;
    --wash: #38230f; --good: #82d8a3; --good-wash: #15301f; --warn: #f0c562; --warn-wash: #33280c;
    --bad: #ffa198; --bad-wash: #3c1b18; --cool: #93c4f7; --cool-wash: #17293d; --shadow: none;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 1.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--text); overflow-wrap: break-word; }
a { color: var(--accent); text-decoration-thickness: 0.06em; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 0.12em; }
:focus-visible { outline: 0.15rem solid var(--accent); outline-offset: 0.15rem; border-radius: 0.2rem; }
::selection { background: var(--glow); color: #1d1006; }
h1, h2, h3, h4 { line-height: 1.2; letter-spacing: -0.012em; text-wrap: balance; margin: 0; }
h1 { font-size: clamp(1.8rem, 1.4rem + 2vw, 2.6rem); letter-spacing: -0.025em; overflow-wrap: anywhere; text-align: left; }
h2 { font-size: 1.45rem; }
h3 { font-size: 1.12rem; }
h4 { font-size: 0.8rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--soft); }
h1, .said, .list th a, .plain-list a, .line-of-time :is(strong, a) { unicode-bidi: plaintext; }
p { margin: 0; max-width: 70ch; text-wrap: pretty; }
small, .soft { color: var(--soft); }
small { font-size: 0.875rem; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2rem 0; }
ul, ol { margin: 0; padding-left: 1.3rem; }
svg, img { max-width: 100%; height: auto; }

.skip { position: absolute; left: 1rem; top: -4rem; z-index: 2; padding: 0.5rem 1rem; background: var(--card); }
.skip:focus { top: 1rem; }
.bar { border-bottom: 1px solid var(--line); background: var(--card); }
.bar > div { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.75rem; padding-block: 0.8rem; }
.bar > div, .page, .foot { max-width: 78rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
.brand { display: inline-flex; align-items: center; gap: 0.6rem; margin-right: auto; color: var(--ink); }
.brand { font-weight: 700; letter-spacing: -0.01em; text-decoration: none; }
.brand::before {
  content: ""; width: 1.5rem; height: 1.5rem; border-radius: 50%;
  background: radial-gradient(circle at 33% 28%, #ffd9ad 0 8%, #fb923c 34%, #ea580c 78%);
}
.bar nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
.bar nav a { padding-block: 0.25rem; color: var(--soft); text-decoration: none; }
.bar nav a:hover { color: var(--accent); }
.bar nav a[aria-current] { color: var(--ink); font-weight: 600; box-shadow: 0 0.12rem 0 var(--glow); }
.page { display: block; padding-block: clamp(1.75rem, 5vw, 3.5rem) 4rem; }
.lead { margin-top: 0.75rem; font-size: 1.12rem; color: var(--soft); }
.title { margin-bottom: 2.25rem; }
.foot { padding-block: 1.5rem 2.5rem; font-size: 0.875rem; color: var(--soft); }
.stack > * + * { margin-top: 1rem; }
.stack-wide > * + * { margin-top: 2.5rem; }
.row { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.35rem 0.75rem; }
nav.row a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.columns { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
.with-aside { display: grid; gap: 2.5rem; }
.with-aside > * { min-width: 0; }
@media (min-width: 64rem) {
  .with-aside { grid-template-columns: 15.5rem minmax(0, 1fr); align-items: start; }
  .aside { position: sticky; top: 1.5rem; max-height: calc(100vh - 3rem); overflow-y: auto; }
}
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: var(--radius);
  box-shadow: var(--shadow); padding: clamp(1rem, 2.5vw, 1.6rem);
}
.card:target { border-color: var(--accent); }

.calls { margin: 0.5rem 0; padding-left: 2.2rem; }
code, pre, kbd, samp, .mono { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
code { padding: 0.1em 0.32em; border-radius: 0.25rem; background: var(--sunk); }
pre { margin: 0; padding: 0.9rem 1.1rem; border-radius: 0.45rem; background: var(--sunk); overflow-x: auto; }
pre { line-height: 1.5; font-size: 0.85rem; white-space: pre; }
pre code { padding: 0; background: none; font-size: inherit; overflow-wrap: normal; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.93rem; }
caption { text-align: left; color: var(--soft); padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1.1rem 0.5rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; font-size: 0.84rem; white-space: nowrap; }
tbody th { font-weight: 600; }
tbody th small { font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
th:last-child, td:last-child { padding-right: 0; }
table.even { table-layout: fixed; }
table.even th:first-child { width: 27%; }
table.even th:last-child { width: 33%; }
@media (max-width: 40rem) {
  table.even thead { position: absolute; clip-path: inset(50%); }
  table.even :is(tbody, tr, th, td) { display: block; width: auto !important; border: 0; padding: 0; }
  table.even tr { padding-block: 0.6rem; border-bottom: 1px solid var(--line); }
}
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }

dl.facts { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: 0.45rem 1.5rem; margin: 0; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-bottom: 0.6rem; } }

.badge {
  display: inline-block; padding: 0.08rem 0.55rem; border-radius: 1rem; white-space: nowrap;
  font-size: 0.8rem; font-weight: 600; background: var(--sunk); color: var(--soft);
}
.badge.good { background: var(--good-wash); color: var(--good); }
.badge.warn { background: var(--warn-wash); color: var(--warn); }
.badge.bad { background: var(--bad-wash); color: var(--bad); }
.badge.cool { background: var(--cool-wash); color: var(--cool); }
.badge.accent { background: var(--wash); color: var(--accent); }
.note { padding: 0.8rem 1.1rem; border-left: 0.25rem solid var(--edge); border-radius: 0.3rem; background: var(--sunk); }
.note.good { border-color: var(--good); background: var(--good-wash); }
.note.warn { border-color: var(--warn); background: var(--warn-wash); }
.note.bad { border-color: var(--bad); background: var(--bad-wash); }
.meter { display: block; height: 0.6rem; border-radius: 1rem; background: var(--sunk); overflow: hidden; }
.meter > span { display: block; height: 100%; background: var(--glow); }

form { display: grid; gap: 1.25rem; max-width: 42rem; }
fieldset { border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem 1.25rem; display: grid; gap: 0.6rem; }
legend { padding-inline: 0.4rem; font-weight: 600; }
.field { display: grid; gap: 0.3rem; }
.field label { font-weight: 600; }
.field .error { color: var(--bad); font-weight: 600; }
input, select, textarea, button { font: inherit; color: inherit; }
input:not([type=checkbox], [type=radio]), select, textarea {
  width: 100%; padding: 0.55rem 0.75rem; border: 1px solid var(--edge); border-radius: 0.4rem; background: var(--card);
}
[aria-invalid=true] { border-color: var(--bad); }
input[type=checkbox], input[type=radio] { accent-color: var(--accent); }
textarea { min-height: 9rem; resize: vertical; }
button, .button {
  display: inline-block; justify-self: start; padding: 0.6rem 1.3rem; border: 1px solid transparent;
  border-radius: 0.45rem; background: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer; text-decoration: none;
}
button:hover, .button:hover { filter: brightness(1.08); }
button.quiet, .button.quiet { background: none; border-color: var(--edge); color: var(--ink); }

details > summary { cursor: pointer; }
details > summary::marker { color: var(--soft); }
details[open] > summary { margin-bottom: 0.75rem; }
.contents { font-size: 0.9rem; }
.contents h2 { font-size: 0.95rem; letter-spacing: 0; margin: 1.4rem 0 0.35rem; }
.contents h2:first-child { margin-top: 0; }
.contents ul { list-style: none; padding: 0; }
.contents a { display: block; padding: 0.16rem 0; color: var(--soft); text-decoration: none; }
.contents a:hover { color: var(--accent); text-decoration: underline; }
.path { font-size: 0.95rem; font-weight: 500; overflow-wrap: anywhere; }
.path i { font-style: normal; color: var(--accent); }
.answer { border-top: 1px solid var(--line); padding-top: 0.7rem; }
.answer + .answer { margin-top: 0.7rem; }
.must { color: var(--accent); font-weight: 600; font-size: 0.8rem; }
@media print { .bar nav, .aside, .foot { display: none; } body { background: #fff; } .card { break-inside: avoid; } }
`.trimStart();
