import { type ApiError, errorBody } from './error.ts';

/** A request as it came, header names in lower case. */
export interface ApiRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function jsonAnswer(status: number, body: string, requestId: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'request-id': requestId },
    body,
  };
}

export function objectAnswer(object: object, requestId: string): Answer {
  return jsonAnswer(200, `${JSON.stringify(object, null, 2)}\n`, requestId);
}

export function errorAnswer(error: ApiError, requestId: string): Answer {
  return jsonAnswer(error.status, errorBody(error.fields, requestId), requestId);
}

export function header(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
