// Reads and compares versions, and remembers the answers: a fleet names few versions, a million times an hour each.
import semver from 'semver';

/** A flood of made-up versions only empties the memory again, at the price of asking semver for each. About 2 MB. */
const maxRemembered = 10_000;

/** `mine` is a text of the service's own, such as a range; `theirs` is what devices name. */
function remember<T>(ask: (mine: string, theirs: string) => T): (mine: string, theirs: string) => T {
  const known = new Map<string, Map<string, T>>();
  let count = 0;
  return (mine, theirs) => {
    const found = known.get(mine)?.get(theirs);
    if (found !== undefined) return found;
    if (count >= maxRemembered) {
      known.clear();
      count = 0;
    }
    const answer = ask(mine, theirs);
    const answers = known.get(mine) ?? new Map<string, T>();
    known.set(mine, answers.set(theirs, answer));
    count += 1;
    return answer;
  };
}

const normal = remember((_, text) => semver.valid(text));
const inRange = remember((range, version) => semver.satisfies(version, range, { includePrerelease: true }));
const after = remember((mine, theirs) => semver.gt(mine, theirs));

/** The normal form of a semantic version (`v1.2.3` is `1.2.3`); null for a text that is none. */
export const readVersion = (text: string): string | null => normal('', text);

/** Pre-releases count as what they are in semver's order: 1.3.0-beta.1 is inside `>=1.2.0`. */
export const isVersionIn = (range: string, version: string): boolean => inRange(range, version);

/** Whether the service's version comes after the device's. Both are versions. */
export const isVersionAfter = (mine: string, theirs: string): boolean => after(mine, theirs);
