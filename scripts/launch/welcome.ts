// What a person reads when everything runs.

export type Welcome = {
  readonly url: string;
  readonly dataFolder: string;
  /** Shown once, at the first start. */
  readonly operatorToken?: string;
  readonly startedInMs: number;
};

/** Prints the address and the next steps. */
export function printWelcome(welcome: Welcome): void {
  const lines = [
    `Orange Friday runs at ${welcome.url} (ready in ${(welcome.startedInMs / 1000).toFixed(1)} s).`,
    `Everything it keeps is in ${welcome.dataFolder}.`,
  ];
  if (welcome.operatorToken !== undefined) lines.push(`Your operator token, shown once: ${welcome.operatorToken}`);
  lines.push('Ctrl-C stops it.');
  console.log(lines.join('\n'));
}
