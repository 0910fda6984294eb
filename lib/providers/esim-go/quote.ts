/** POST /orders of type `validate`: price and feasibility, nothing bought, so it may be repeated. */
import type { Currency } from '../../platform/money.ts';
import type { OrderLine, QuoteOutcome } from '../port.ts';
import { ask } from './client.ts';
import type { Connection } from './connection.ts';
import { isRecord, money } from './decode.ts';
import { isWellFormed, orderBody, refusalOf } from './refusal.ts';
import { type Answer, causeOf } from './wire.ts';

export async function quote(connection: Connection, lines: OrderLine[]): Promise<QuoteOutcome> {
  if (!isWellFormed(lines)) return { outcome: 'REFUSED', reason: 'INVALID_ORDER' };
  try {
    const body = orderBody('validate', lines);
    return quoteOutcome(await ask(connection, { path: '/orders', body }), connection.currency);
  } catch (error) {
    return {
      outcome: 'UNAVAILABLE',
      cause: error instanceof Error ? error.message : causeOf(error),
    };
  }
}

/** A quote above the balance is an answer with `valid: false`, not an error. */
export function quoteOutcome({ status, json, message }: Answer, currency: Currency): QuoteOutcome {
  if (status === 400) return { outcome: 'REFUSED', reason: refusalOf(message) };
  const valid = status === 200 && isRecord(json) ? json.valid : undefined;
  if (valid === false) return { outcome: 'REFUSED', reason: 'INSUFFICIENT_FUNDS' };
  if (valid !== true || !isRecord(json))
    return { outcome: 'UNAVAILABLE', cause: `answer ${status}` };
  return { outcome: 'FEASIBLE', total: money(json.total, json.currency, currency) };
}
