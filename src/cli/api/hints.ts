// What to do about a refusal, in commands of this tool: the service's own advice speaks of its API.

const hints: Readonly<Record<string, string>> = {
  unauthorized: 'Log in again with `orange login`, or check ORANGE_TOKEN.',
  'unknown-product': 'See `orange product list`, or make it with `orange init`.',
  'unknown-channel': 'See `orange channel list`, or add it with `orange channel set`.',
  'unknown-build': 'See `orange build list`.',
  'unknown-device': 'See `orange device list`.',
  'unknown-rollout': 'See `orange rollout list`.',
  'unknown-plan': 'See `orange plan list`.',
  'unknown-cohort': 'See `orange cohort list`.',
  'unknown-report': 'See `orange report list`.',
  'unknown-issue': 'See `orange issue list`.',
  'unknown-token': 'See `orange token list`.',
  'name-taken': 'Choose another name; `orange token list` shows those that were used.',
  'sealed-never-changes': 'Publish a new version, or withdraw this one: orange build withdraw VERSION',
  'counter-overtaken': 'Run `orange build discard VERSION`, then publish again: the build gets the next counter.',
  'same-bytes-under-way': 'Finish that upload, or run `orange build discard VERSION` on its draft; then publish again.',
  'stored-object-differs': 'Run the same command again. If the file changed, run `orange build discard VERSION` first.',
  'build-not-sealed': 'Finish it first: run its `orange build publish` again.',
  'expires-too-late': "Check this machine's clock: it runs ahead of the service's. Then run the same command again.",
  'version-skipped': 'Run the same command again: somebody published meanwhile, or a version was wasted.',
  'unknown-proposal': 'See `orange trust status` for what waits.',
  'repository-off': 'Ask the operator to set SNAPSHOT_KEY and TIMESTAMP_KEY (DEPLOY.md).',
  'no-plan': 'Put one in force: orange plan apply plan.yaml',
  'no-fallback':
    'Write `fallback: none` in the plan while there is no build to go back to, or name a version; then apply it again.',
};

/** The tool's own advice where it has any. */
export function hintFor(code: string, current: unknown, advice: string): string {
  if (code === 'version-taken' && isRoleFile(current))
    return 'Run the same command again: somebody published meanwhile.';
  if (code === 'version-taken' || code === 'vendor-version-taken') return hintForNamesake(current);
  return hints[code] ?? advice;
}

/** Builds and role files both have versions that can be taken. */
const isRoleFile = (current: unknown): boolean =>
  typeof current === 'object' && current !== null && Reflect.has(current, 'role');

function hintForNamesake(current: unknown): string {
  const field = (name: string): unknown =>
    typeof current === 'object' && current !== null ? Reflect.get(current, name) : undefined;
  if (field('state') !== 'draft') return 'Choose another version: a sealed build never changes.';
  return `Choose another version, or forget that draft: orange build discard ${String(field('version'))}`;
}
