// `orange audit checkpoint`: prints the service's signed word about its audit, to be kept and compared.
import { signedCheckpoint } from '../wire/operate/checkpoint.ts';
import { reading } from './api/service-answer.ts';
import { acting, newCommand, type Run } from './command.ts';
import { loadSignedCheckpoint } from './signed-checkpoint.ts';
import { faint } from './terminal/words.ts';

export const auditCheckpoint = (run: Run) =>
  newCommand({
    name: 'checkpoint',
    about: 'Print a signed checkpoint of the audit, for a colleague to verify theirs against',
    more: 'A service that shows two people two histories signs two checkpoints that no one chain holds: proof, and not only suspicion.',
    json: ['signatures[]: keyid, sig', 'signed: _type, seq, hash, at_ms'],
    examples: [['Here, and there', 'orange audit checkpoint > mine.json; orange audit verify --expect mine.json']],
  }).action(
    acting(run, async (session) => {
      const checkpoint = await session.api().get('/v1/audit/checkpoint', reading(signedCheckpoint));
      await loadSignedCheckpoint(session);
      session.printer.note(faint(`entry ${checkpoint.signed.seq}; keep it where the service cannot reach it`));
      return { json: checkpoint, lines: [JSON.stringify(checkpoint)] };
    }),
  );
