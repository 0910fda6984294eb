import type Stripe from 'stripe';

type ErrorType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

export interface ErrorFields {
  type: ErrorType;
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
}

/** An answer other than 200. `began` tells whether the endpoint had begun to run (stored by key). */
export class ApiError extends Error {
  readonly status: number;
  readonly fields: ErrorFields;
  readonly began: boolean;
  constructor(status: number, fields: ErrorFields, began: boolean) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.began = began;
  }
}

/** The request itself is wrong: Stripe keeps no record of it under its idempotency key. */
export function invalidParameter(message: string, param: string, code?: string): ApiError {
  const fields: ErrorFields = { type: 'invalid_request_error', message, param };
  return new ApiError(400, code === undefined ? fields : { ...fields, code }, false);
}

export function missingParameter(param: string): ApiError {
  return invalidParameter(`Missing required param: ${param}.`, param, 'parameter_missing');
}

/** A wrong id in the path answers 404, one in a parameter 400. */
export function noSuch(noun: string, id: string, param: string, inPath: boolean): ApiError {
  const message = `No such ${noun}: '${id}'`;
  const fields: ErrorFields = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message,
    param,
  };
  return new ApiError(inPath ? 404 : 400, fields, true);
}

/** The request is well formed but the object's state does not allow it. */
export function refused(message: string, more: Partial<ErrorFields> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more }, true);
}

export function unexpectedState(message: string, intent: Stripe.PaymentIntent): ApiError {
  return refused(message, {
    code: 'payment_intent_unexpected_state',
    payment_intent: structuredClone(intent),
  });
}

export function unauthenticated(message: string, code?: string): ApiError {
  const fields: ErrorFields = { type: 'invalid_request_error', message };
  return new ApiError(401, code === undefined ? fields : { ...fields, code }, false);
}

export function errorBody(fields: ErrorFields, requestId: string): string {
  const dashed = fields.code?.replaceAll('_', '-');
  const links =
    dashed === undefined ? {} : { doc_url: `https://stripe.com/docs/error-codes/${dashed}` };
  const log = { request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` };
  return `${JSON.stringify({ error: { ...fields, ...links, ...log } }, null, 2)}\n`;
}
