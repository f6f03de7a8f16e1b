// The port to what people call builds.

export type BuildNames = {
  /** Versions by id; what is no id of a build is left out. */
  loadVersions(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
};
