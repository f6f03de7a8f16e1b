// What a person reads when everything runs: the address, and the three commands to type next.

export type Welcome = {
  readonly url: string;
  readonly dataFolder: string;
  /** Shown once, at the first start. */
  readonly operatorToken?: string;
  readonly startedInMs: number;
};

/** The login command reads the token from its input, so it is in no process list and no shell history. */
const firstSteps = (url: string): string[] => [
  '',
  'Next, in another terminal (the first command asks for the token):',
  `  npm run orange -- login ${url}`,
  '  npm run orange -- init nova --model n1 --model n2',
  '  npm run orange -- build publish FILE --version 1.0.0',
];

/** Prints the address and the next steps. */
export function printWelcome({ url, dataFolder, operatorToken, startedInMs }: Welcome): void {
  const lines = [
    `Orange Friday runs at ${url} (ready in ${(startedInMs / 1000).toFixed(1)} s). Everything it keeps is in ${dataFolder}.`,
  ];
  if (operatorToken !== undefined) {
    lines.push('', `Your operator token, shown this once: ${operatorToken}`, ...firstSteps(url));
  }
  lines.push('', `Pages: ${url}/   API: ${url}/docs   Ctrl-C stops it.`);
  console.log(lines.join('\n'));
}
