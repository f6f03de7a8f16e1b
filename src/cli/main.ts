// The release engineer's tool `orange`, as a process.
import { runOrange } from './program.ts';
import { processSurroundings } from './surroundings.ts';

process.exitCode = await runOrange(process.argv.slice(2), processSurroundings());
