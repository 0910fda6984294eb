import { type Answer, type ApiRequest, jsonAnswer } from '../api/answer.ts';
import { ApiError } from '../api/error.ts';
import { matchPath } from '../api/route.ts';
import { ControlError } from './error.ts';
import { type Control, type ControlRoute, controlRoutes } from './routes.ts';

export function serveControl(control: Control, request: ApiRequest): Answer {
  try {
    const { route, id } = find(request);
    const answer = route.run(control, readBody(request.body), id);
    const text = JSON.stringify(answer);
    control.courier.wake();
    return jsonAnswer(200, text, 'control');
  } catch (error) {
    const known = error instanceof ControlError || error instanceof ApiError;
    if (!known) throw error;
    const code = error instanceof ApiError ? error.fields.code : undefined;
    return jsonAnswer(error.status, JSON.stringify({ error: error.message, code }), 'control');
  }
}

function find(request: ApiRequest): { route: ControlRoute; id: string } {
  for (const route of controlRoutes) {
    if (route.method !== request.method) continue;
    const id = matchPath(route.template, request.path);
    if (id !== null) return { route, id };
  }
  throw new ControlError(404, `no such control call: ${request.method} ${request.path}`);
}

function readBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}
