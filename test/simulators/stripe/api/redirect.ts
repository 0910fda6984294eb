import { automatic } from '../account/context.ts';
import { completeAction } from '../intents/action.ts';
import type { Answer, ApiRequest } from './answer.ts';
import { ApiError } from './error.ts';
import { matchPath } from './route.ts';
import type { Serving } from './serve.ts';

/** The bank's 3DS page: two links for a person, `&outcome=succeed` or `fail` for a test. */
export function serveRedirect(serving: Serving, request: ApiRequest): Answer {
  const { account, clock } = serving;
  const id = matchPath('/redirect/authenticate/{intent}', request.path) ?? '';
  const query = new URLSearchParams(request.query);
  const intent = account.intents.get(id);
  if (intent === undefined || query.get('client_secret') !== intent.client_secret) {
    return page(404, 'No such payment.');
  }
  const outcome = query.get('outcome');
  if (outcome !== 'succeed' && outcome !== 'fail') {
    const link = (to: string, label: string) =>
      `<a href="?client_secret=${intent.client_secret}&amp;outcome=${to}">${label}</a>`;
    return page(200, `${link('succeed', 'Complete')} ${link('fail', 'Fail')}`);
  }
  const back = intent.next_action?.redirect_to_url?.return_url;
  try {
    completeAction(automatic(account, clock()), intent, outcome);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status !== 402) return page(error.status, error.message);
  }
  serving.courier.wake();
  if (!back) return page(200, `The payment is now ${intent.status}.`);
  const target = new URL(back);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('payment_intent_client_secret', intent.client_secret ?? '');
  target.searchParams.set('redirect_status', outcome === 'succeed' ? 'succeeded' : 'failed');
  return { ...page(303, ''), headers: { location: target.href } };
}

function page(status: number, content: string): Answer {
  const body = `<!doctype html><title>3-D Secure</title><p>${content}</p>\n`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
