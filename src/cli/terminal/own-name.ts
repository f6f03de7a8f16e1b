// How this tool is called where it runs: in the checkout a line to type begins with `npm run orange --`.

/** What can stand behind the name in a line to type; anything else is no command of ours. */
const commandPattern =
  /\borange (?=(?:login|init|whoami|export|completion|--version)\b|(?:product|model|channel|key|trust|build|plan|rollout|gate|train|device|fleet|report|issue|symbols|cohort|webhook|mirror|token|audit) [a-z])/g;

/** Rewrites the commands in help, hints and next steps, so that they can be typed word for word. */
export function asTyped(text: string, env: Readonly<Record<string, string | undefined>>): string {
  // npm sets it to the name of the script that it runs.
  return env.npm_lifecycle_event === 'orange' ? text.replaceAll(commandPattern, 'npm run orange -- ') : text;
}
