// Programs that a test needs and Node does not bring: without one its tests are skipped, and in CI they fail.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { it } from 'vitest';

/** The browser of the tests. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const softHsmPlaces = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so'];

/** Where Debian's SoftHSM2 keeps its PKCS#11 library; the first place of two where there is none. */
export const softHsmLibrary = softHsmPlaces.find(existsSync) ?? '/usr/lib/softhsm/libsofthsm2.so';

const runs = (program: string, word: string) => () => spawnSync(program, [word]).error === undefined;
const needs = {
  chromium: { isThere: () => existsSync(chromiumPath), how: `no program at ${chromiumPath}; CHROMIUM names another` },
  openssl: { isThere: runs('openssl', 'version'), how: 'no openssl on the path' },
  python3: { isThere: runs('python3', '--version'), how: 'no python3 on the path' },
  softhsm2: {
    isThere: () => existsSync(softHsmLibrary) && runs('softhsm2-util', '--version')(),
    how: `no library at ${softHsmLibrary}, or no softhsm2-util on the path`,
  },
  zsh: { isThere: runs('zsh', '--version'), how: 'no zsh on the path' },
} as const;

/**
 * Whether tests must be skipped for want of a program; says so on standard error. With ORANGE_TEST_ALL=1, which CI sets,
 * a test that fails stands in for them, so that nothing is left out unseen. Call it where tests are collected.
 */
export function lacks(need: keyof typeof needs): boolean {
  const { isThere, how } = needs[need];
  if (isThere()) return false;
  const sentence = `${how}: scripts/install-debian.sh installs it`;
  if (process.env.ORANGE_TEST_ALL === '1')
    it(`finds ${need}`, () => {
      throw new Error(sentence);
    });
  else process.stderr.write(`Tests that need ${need} are skipped: ${sentence}.\n`);
  return true;
}
