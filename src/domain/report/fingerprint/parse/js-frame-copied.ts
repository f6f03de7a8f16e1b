// Frames of JavaScript as consoles copy them and as monitoring services write them into trackers.

export type Split = { readonly name: string; readonly place: string };

const file = String.raw`\S{1,400}?\.(?:[cm]?[jt]sx?|vue|svelte|html?|bundle)(?:\?\S{0,80}?)?`;

/** `  render http://localhost/bundle.js:12:3`, `  bound onClick self-hosted`: what Firefox copies from its console. */
const copied = new RegExp(
  `^((?!at |https?:|GET |POST )[^\\s:()@]{1,120}(?: [^\\s:()@]{1,60}){0,2}) ((?:https?|file|webpack|webpack-internal|moz-extension|resource|chrome|app)://${file}:\\d{1,7}(?::\\d{1,7})?)$`,
);
const selfHosted = /^((?:bound )?[\w$.<>/]{1,120}) self-hosted(?::\d{1,7}(?::\d{1,7})?)?$/;

/** `File "/srv/app.js", line 105, in Object.find` */
const listed = new RegExp(`^File "(${file})", line (\\d{1,7})(?:, col(?:umn)? \\d{1,7})?,? in (\\S{1,200})$`);

/** `webpack:///./lib/feed.js:264 - Object.o.close` */
const dashed = new RegExp(`^(${file}:\\d{1,7}) - (\\S{1,200})$`);

/** `render @ main.js:103`, `render (main.js, line 103)`: what the consoles of Chromium and of Safari copy. */
const beside = new RegExp(`^([\\w$.<>/() ]{1,120}?) @ (${file}:\\d{1,7}(?::\\d{1,7})?)$`);
const inBracket = new RegExp(`^([\\w$.<>/ ]{1,120}?) \\((${file}), line (\\d{1,7})\\)$`);

export function splitCopied(said: string): Split | null {
  const own = selfHosted.exec(said);
  if (own !== null) return { name: own[1] ?? '', place: 'native' };
  const console = copied.exec(said);
  if (console !== null) return { name: console[1] ?? '', place: console[2] ?? '' };
  const inList = said.startsWith('File "') ? listed.exec(said) : null;
  if (inList !== null) return { name: inList[3] ?? '', place: `${inList[1] ?? ''}:${inList[2] ?? ''}` };
  const ofChromium = said.includes(' @ ') ? beside.exec(said) : null;
  if (ofChromium !== null) return { name: named(ofChromium[1] ?? ''), place: ofChromium[2] ?? '' };
  const ofSafari = said.includes(', line ') ? inBracket.exec(said) : null;
  if (ofSafari !== null) return { name: named(ofSafari[1] ?? ''), place: `${ofSafari[2] ?? ''}:${ofSafari[3] ?? ''}` };
  const ofTracker = said.includes(' - ') ? dashed.exec(said) : null;
  return ofTracker === null ? null : { name: ofTracker[2] ?? '', place: ofTracker[1] ?? '' };
}

const named = (name: string): string => (/^\(?anonymous(?: function)?\)?$/.test(name) ? '' : name);
