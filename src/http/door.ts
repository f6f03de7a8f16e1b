// The way in: a poll is answered at once from memory, everything else by the app and its middleware.
import { createApp } from './app.ts';
import { answerAtOnce, respond } from './device/poll.ts';
import type { Surroundings } from './shared/http-env.ts';

export function openDoor(): (request: Request, surroundings: Surroundings) => Response | Promise<Response> {
  const app = createApp();
  return (request, surroundings) => {
    const answer = request.method === 'GET' ? answerAtOnce(request.url, surroundings) : null;
    return answer === null ? app.fetch(request, surroundings) : respond(request, answer);
  };
}
