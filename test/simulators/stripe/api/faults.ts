import type { Account } from '../account/account.ts';
import { type Answer, errorAnswer } from './answer.ts';
import { ApiError, type ErrorFields } from './error.ts';
import type { Fault, FaultOrder } from './fault-order.ts';
import { appliesTo } from './route.ts';

export function addFault(account: Account, order: FaultOrder): Fault {
  const left = order.times ?? (order.probability === undefined ? 1 : null);
  const id = (account.faults.at(-1)?.id ?? 0) + 1;
  const fault = { ...order, id, left, injected: 0 };
  account.faults.push(fault);
  return fault;
}

/** The fault that this request meets, if any; an order that is used up is not met again. */
export function drawFault(account: Account, routeName: string): Fault | null {
  for (const fault of account.faults) {
    if (fault.left === 0 || !appliesTo(fault.route, routeName)) continue;
    if (fault.probability !== undefined && account.random() >= fault.probability) continue;
    if (fault.left !== null) fault.left -= 1;
    fault.injected += 1;
    const { faultsInjected } = account.counters;
    faultsInjected[fault.kind] = (faultsInjected[fault.kind] ?? 0) + 1;
    return fault;
  }
  return null;
}

const texts: Record<number, ErrorFields> = {
  409: {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: 'There is currently another in-progress request using this Idempotent Key.',
  },
  429: {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded.',
  },
};

export function faultAnswer(fault: Fault, requestId: string): Answer {
  const unknown: ErrorFields = {
    type: fault.status < 500 ? 'invalid_request_error' : 'api_error',
    message: 'Sorry! There was an error while talking to one of our backends.',
  };
  const fields = texts[fault.status] ?? unknown;
  const coded = fault.code === undefined ? fields : { ...fields, code: fault.code };
  return errorAnswer(new ApiError(fault.status, coded, true), requestId);
}
