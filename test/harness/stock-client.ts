// A stock TUF client, tuf-js, over any way to get the repository's files: it keeps what it trusts from one refresh to the next.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fetcher, Updater } from 'tuf-js';
import { vi } from 'vitest';

type HttpError = new (message: string, statusCode: number) => Error;
/** What its own fetcher throws at a 404; the package does not export it. */
const { DownloadHTTPError } = createRequire(import.meta.url)('tuf-js/dist/error') as { DownloadHTTPError: HttpError };

export type GetFile = (path: string) => Promise<Uint8Array | null>;

export type StockClient = {
  /** Reads everything anew at a time of the service's clock; throws what tuf-js throws. */
  refresh(nowMs: number): Promise<void>;
  /** What is said of a target, found by the walk over delegations; undefined when nobody speaks of it. */
  findTarget(path: string, nowMs: number): Promise<{ length: number; custom?: unknown } | undefined>;
  /** Downloads a target and checks length and hashes; answers the bytes' number. */
  download(path: string, nowMs: number): Promise<void>;
  close(): void;
};

/** `root` are the bytes of the first root that it trusts. `get` takes paths below `/repository/`. */
export function openStockClient(root: Uint8Array, get: GetFile): StockClient {
  const folder = mkdtempSync(join(tmpdir(), 'orange-tuf-'));
  writeFileSync(join(folder, 'root.json'), root);
  const base = 'http://repository.test';

  async function load(url: string): Promise<Buffer> {
    const path = new URL(url).pathname.slice(1);
    const bytes = await get(path);
    if (bytes === null) throw new DownloadHTTPError(`no ${path}`, 404);
    return Buffer.from(bytes);
  }
  const fetcher: Fetcher = {
    downloadBytes: load,
    async downloadFile(url, _maxLength, use) {
      const file = join(folder, 'download');
      writeFileSync(file, await load(url));
      return use(file);
    },
  };

  /** tuf-js asks the machine for the time. */
  async function at<T>(nowMs: number, work: (updater: Updater) => Promise<T>): Promise<T> {
    vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
    try {
      const urls = { metadataBaseUrl: base, targetBaseUrl: base };
      return await work(new Updater({ metadataDir: folder, targetDir: folder, fetcher, ...urls }));
    } finally {
      vi.useRealTimers();
    }
  }

  return {
    refresh: (nowMs) => at(nowMs, (updater) => updater.refresh()),
    findTarget: (path, nowMs) => at(nowMs, (updater) => updater.getTargetInfo(path)),
    download: (path, nowMs) =>
      at(nowMs, async (updater) => {
        const found = await updater.getTargetInfo(path);
        if (found === undefined) throw new Error(`tuf-js finds no ${path}`);
        await updater.downloadTarget(found, join(folder, 'target'));
      }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
