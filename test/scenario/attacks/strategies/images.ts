// Strategies against the bytes themselves, for a device that may install 42: what it installs is 42 as it was signed, or nothing.
import type { Answer, Attack } from '../attack.ts';
import { artifactOf, evilBytes, evilSha } from '../attack.ts';
import { absent, bytesOf, dripping, endless, failing, rangeOf, stalling } from '../bodies.ts';
import { imageOf, shaOf } from '../releases.ts';
import type { Strategy } from '../run-strategy.ts';
import { offered } from './offers.ts';

const good = imageOf(42);
const artifacts = /^\/v1\/artifacts\//;
/** As long as the good one. */
const evil = evilBytes;
const flipped = good.map((byte, at) => (at === 5_000 ? byte ^ 1 : byte));
const inside = { isInside: true } as const;

const served = (name: string, answer: Answer, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a) => a.bend(artifacts, answer),
  ends,
});

/** As a server that knows where the device wants to go on. */
function goingOn(answer: Answer): Answer {
  return (request) => {
    const headers = { 'content-range': `bytes ${request.from}-${good.length - 1}/${good.length}` };
    return new Response(answer(request).body, { status: 206, headers });
  };
}

/** The first request gets half of the image and a broken connection; the ones after it what `rest` gives. */
const resumed = (name: string, rest: (from: number) => Response, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a) => {
    let requests = 0;
    a.bend(artifacts, ({ from }) => {
      requests += 1;
      return requests % 4 === 1 && from === 0 ? new Response(good.slice(0, 5_000)) : rest(from);
    });
  },
  ends,
});

const addressed = (name: string, url: string, ends: string): Strategy => ({
  ...inside,
  name,
  act: (a) => a.tempt(offered(42, { artifacts: [artifactOf(shaOf(42), { url })] })),
  ends,
});

/** What another program on the device could do to the staged file. */
const staged = (name: string, second: Uint8Array): Strategy => ({
  ...inside,
  name,
  act: (_: Attack, { staging }) => {
    const { read } = staging;
    let reads = 0;
    staging.read = async function* (imageSha256) {
      reads += 1;
      if (imageSha256 === shaOf(42)) yield reads % 2 === 1 ? good : second;
      else yield* read(imageSha256);
    };
  },
  ends: 'the staged image changed while it was being installed',
});

/** How the strategies against the bytes end where the chunks are checked as they come, and where the whole file alone is. */
const guessed: readonly (readonly [name: string, answer: Answer, byChunk: string, asAWhole: string])[] = [
  ['sends other bytes of the same length', bytesOf(evil), 'wrong-chunk', 'hash-mismatch'],
  ['flips one bit', ({ from }) => rangeOf(flipped, from), 'wrong-chunk', 'hash-mismatch'],
  ['leaves out the last byte', ({ from }) => rangeOf(good.slice(0, -1), from), 'too-short', 'too-short'],
  ['adds a byte', bytesOf(Uint8Array.from([...good, 0])), 'installed 1.42.0', 'too-long'],
  ['sends the build that runs already', ({ from }) => rangeOf(imageOf(41), from), 'wrong-chunk', 'hash-mismatch'],
  ['sends bytes without end', endless, 'wrong-chunk', 'too-long'],
  ['sends a byte now and then', goingOn(dripping), 'stalled', 'stalled'],
  ['sends headers and stalls', goingOn(stalling), 'stalled', 'stalled'],
  ['fails for ever', failing, 'status', 'status'],
  ['has lost the image', absent, 'status', 'status'],
];

const withoutList: readonly Strategy[] = guessed.map(([name, answer, , ends]) => ({
  ...inside,
  name: `${name}, and no chunk list`,
  act: (a) => {
    a.lists.clear();
    a.bend(artifacts, answer);
  },
  ends,
}));

export const images: readonly Strategy[] = [
  ...guessed.map(([name, answer, ends]) => served(name, answer, ends)),
  ...withoutList,
  resumed('puts an evil end to a good beginning', (from) => rangeOf(evil, from), 'wrong-chunk'),
  resumed('ignores where the device wants to go on', () => new Response(evil), 'wrong-range'),
  resumed('shifts where the device goes on', (from) => rangeOf(evil, from + 1), 'wrong-range'),
  staged('swaps the staged file between check and install', evil),
  staged('cuts the staged file between check and install', good.slice(0, -1)),
  staged('lengthens the staged file between check and install', Uint8Array.from([...good, 0])),
  addressed('points at a file of the device', 'file:///etc/passwd', 'bad-address'),
  addressed('carries the image in its address', 'data:text/plain,evil', 'bad-address'),
  addressed('points at an address that is none', 'http://[', 'bad-address'),
  addressed('points at another image', `/v1/artifacts/${evilSha}`, 'wrong-chunk'),
  {
    ...inside,
    name: 'lies about name and size in the offer',
    act: (a) => a.tempt(offered(42, { artifacts: [artifactOf(shaOf(42), { sizeBytes: 1, fileName: '../../boot' })] })),
    ends: 'installed 1.42.0',
  },
];
