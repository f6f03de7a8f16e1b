// The port to builds. Each record* commits the change and its audit entry together.
import type { AuditEntry } from '../../domain/audit/chain.ts';
import type { Build, BuildState, Withdrawal } from '../../domain/build/build.ts';
import type { Page, PageRequest } from '../../domain/page.ts';

/** Null asks for every one. */
export type BuildFilter = {
  readonly product: string | null;
  readonly channel: string | null;
  readonly state: BuildState | null;
};

/** `overtaken`: a build with a higher counter is sealed. `not-ready`: no draft of this id has its artifact verified. */
export type RecordedSeal = 'sealed' | 'overtaken' | 'not-ready';

export type Builds = {
  /** Newest first. */
  loadBuilds(filter: BuildFilter, page: PageRequest): Promise<Page<Build>>;
  loadBuild(id: string): Promise<Build | null>;
  /** By version or, where no version fits, by the maker's own string. */
  loadBuildByName(product: string, name: string): Promise<Build | null>;
  /** False when its counter, version or vendor string is taken. Product and channel must exist. */
  recordDraft(draft: Build, audit: AuditEntry): Promise<boolean>;
  recordSealed(id: string, seal: { release: string; sealedMs: number }, audit: AuditEntry): Promise<RecordedSeal>;
  /** False when the build is withdrawn already. It must be sealed. */
  recordWithdrawn(id: string, withdrawal: Withdrawal, audit: AuditEntry): Promise<boolean>;
  /** Removes a draft and what is noted of its upload; false when there is no such draft. */
  recordDiscarded(id: string, audit: AuditEntry): Promise<boolean>;
};
