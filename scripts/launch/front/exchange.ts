// One request and its answer, handed through between a client and workerd as they come.
import { type Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Head } from './head.ts';
import { type WorkerdAddress, workerdAgent } from './workerd-agent.ts';

export type Exchange = {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly head: Head;
  readonly agents: Agents;
  /** Answers that workerd was not there, or went away before it answered. Nothing was answered yet. */
  readonly apologise: () => void;
};

export type Forwarded = {
  /** Lets go of workerd, so that somebody else can answer, unless the answer has begun. */
  cancel(): void;
};

/** Connections that were used before are for what may be asked twice: workerd may be closing them. */
export type Agents = { readonly kept: Agent; readonly fresh: Agent };

/** workerd gives up an idle connection after 5 s (pipelineTimeout of kj::HttpServerSettings): it is let go long before. */
const longestIdleMs = 1_500;

export const openAgents = (address: WorkerdAddress): Agents => ({
  kept: workerdAgent(address, { keepAlive: true, timeout: longestIdleMs, scheduling: 'lifo' }),
  fresh: workerdAgent(address, { keepAlive: false }),
});

/** They tell of the connection to workerd, and Node writes them anew for the client's. */
const ofConnection: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Whatever happens, the client is answered or hung up on, and workerd hears when the client has gone. */
export function forward(exchange: Exchange): Forwarded {
  const { incoming, outgoing, head, agents, apologise } = exchange;
  let isGone = false;
  let drop = () => {};
  const cancel = () => {
    isGone = true;
    drop();
  };
  outgoing.once('close', cancel);
  // Whoever went away is told of by `close`.
  outgoing.on('error', () => undefined);

  const ask = (agent: Agent, onLost: () => void) => {
    const asked = request({
      agent,
      host: '127.0.0.1',
      method: incoming.method,
      path: head.path,
      headers: head.headers,
    });
    drop = () => void asked.destroy();
    asked.on('response', (answer) => {
      handBack(answer, outgoing);
      // What is still to come of the body would stand before the client's next request.
      answer.once('end', () => incoming.unpipe(asked).resume());
    });
    asked.on('error', () => {
      incoming.unpipe(asked).resume();
      if (isGone) return;
      if (outgoing.headersSent) outgoing.destroy();
      else onLost();
    });
    if (head.hasBody) incoming.pipe(asked);
    else asked.end();
  };
  if (head.isRepeatable) ask(agents.kept, () => ask(agents.fresh, apologise));
  else ask(agents.fresh, apologise);
  return { cancel };
}

function handBack(answer: IncomingMessage, outgoing: ServerResponse): void {
  const { rawHeaders } = answer;
  const told = rawHeaders.filter((_, at) => !ofConnection.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ''));
  outgoing.writeHead(answer.statusCode ?? 0, told);
  // Half an answer ends without its end.
  answer.once('error', () => outgoing.destroy());
  answer.pipe(outgoing);
}
