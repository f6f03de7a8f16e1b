// Under which names the build that a report is about may have been published, the likeliest first.

/** What a sender says of the build; at least one of them. */
export type StatedBuild = {
  /** Its id, version or vendor string. */
  readonly build: string | null;
  /** `package@version+build` or a bare version, as Sentry's SDKs name it. */
  readonly release: string | null;
  /** Android's `brand/product/device:release/id/incremental:type/tags`. */
  readonly fingerprint: string | null;
};

const androidPattern =
  /^[^/:\s]{1,60}\/[^/:\s]{1,60}\/[^/:\s]{1,60}:[^/\s]{1,30}\/([^/\s]{1,60})\/([^/:\s]{1,60}):[^\s]{1,60}$/;

/** Distinct names, at most eight. The first is what the report says it ran, for people to read. */
export function listBuildNames({ build, release, fingerprint }: StatedBuild): string[] {
  const names = [...spellings(build), ...spellings(fingerprint), ...spellings(release)];
  return [...new Set(names)].filter((name) => /^[!-~]{1,128}$/.test(name)).slice(0, 8);
}

function spellings(name: string | null): string[] {
  if (name === null || name === '') return [];
  const android = androidPattern.exec(name);
  if (android !== null) return [name, android[2] ?? '', android[1] ?? ''];
  const version = name.includes('@') ? name.slice(name.lastIndexOf('@') + 1) : name;
  const bare = version.split('+')[0] ?? '';
  return [name, version, bare];
}

/** Tombstones, ANRs and DropBox entries say themselves what ran. */
export function findFingerprint(text: string): string | null {
  if (!text.includes('Build')) return null;
  const found = /^(?:Build fingerprint|Build): ?'?([^'\s]{10,128})'?\s*$/m.exec(text.slice(0, 64 * 1024));
  return found?.[1] !== undefined && androidPattern.test(found[1]) ? found[1] : null;
}
