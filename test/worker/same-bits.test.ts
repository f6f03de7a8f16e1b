// What workerd decides, Node decides again: the same digits from another engine.
import { Miniflare } from 'miniflare';
import { expect, it } from 'vitest';
import { bundleWorker } from '../../scripts/launch/bundle.ts';
import { writeVerdicts } from './verdicts.ts';

const script = `import { writeVerdicts } from './verdicts.mjs';
export default { fetch: () => new Response(writeVerdicts()) };`;

it('verdicts and their arithmetic are the same text in workerd and in Node', async () => {
  const contents = await bundleWorker('test/worker/verdicts.ts');
  const worker = new Miniflare({
    modules: [
      { type: 'ESModule', path: 'worker.mjs', contents: script },
      { type: 'ESModule', path: 'verdicts.mjs', contents },
    ],
    compatibilityDate: '2026-07-01',
  });
  try {
    const there = JSON.parse(await (await worker.dispatchFetch('http://w/')).text());
    const here = JSON.parse(writeVerdicts());
    expect(there.verdicts).toEqual(here.verdicts);
    expect(there.results).toEqual(here.results);
    const kinds = here.verdicts.map(({ kind }: { kind: string }) => kind);
    expect(new Set(kinds).size).toBeGreaterThan(1);
  } finally {
    await worker.dispose();
  }
});
