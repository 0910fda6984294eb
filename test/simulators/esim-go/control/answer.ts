import type { Incoming } from '../http/provider.ts';
import { errorReply, json, message, type Reply } from '../http/reply.ts';
import { match } from '../http/router.ts';
import { nowOf, type Simulation, tick } from '../http/simulation.ts';
import { isObject, type Json } from '../state/json.ts';
import { refuse } from '../state/refusal.ts';
import type { Control } from './control.ts';
import { esimControls } from './esim.controls.ts';
import { providerControls } from './provider.controls.ts';

const controls: Control[] = [...providerControls, ...esimControls];

/** The test's own door: no key, no limits, and the clock brought up to date before every look. */
export async function answerControl(simulation: Simulation, request: Incoming): Promise<Reply> {
  const path = request.path.slice('/__control'.length);
  const found = match(controls, request.method, path);
  if (!found) return message(404, 'no such control');
  try {
    tick(simulation);
    const { params } = found;
    const body = readBody(request.rawBody);
    const answer = await found.route.handle({ simulation, now: nowOf(simulation), params, body });
    tick(simulation);
    return json(answer);
  } catch (error) {
    return errorReply(error);
  }
}

function readBody(raw: string): Json {
  if (raw === '') return {};
  try {
    const body: unknown = JSON.parse(raw);
    if (isObject(body)) return body;
  } catch {
    // Falls through to the refusal: no JSON and the wrong kind of JSON are one mistake.
  }
  return refuse(400, 'body must be a JSON object');
}
