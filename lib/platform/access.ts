/** May this caller use this endpoint? Default deny: each kind of auth names whom it lets in. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Actor, AuthorizerContext } from './actor.ts';
import type { Endpoint } from './endpoint.ts';
import { ProblemError } from './errors.ts';

const anonymous: Actor = { kind: 'ANONYMOUS' };

export function resolveActor(endpoint: Endpoint, event: APIGatewayProxyEvent): Actor {
  const { auth } = endpoint;
  if (auth.kind === 'public' || auth.kind === 'signature') return anonymous;
  const context = (event.requestContext.authorizer ?? {}) as AuthorizerContext;
  if (context.problem) throw new ProblemError(context.problem);
  const actor = context.actor ? (JSON.parse(context.actor) as Actor) : anonymous;
  if (actor.kind === 'ANONYMOUS' && auth.kind !== 'customerOrGuest')
    throw new ProblemError('UNAUTHENTICATED');
  if (!admits(endpoint, actor)) throw new ProblemError('FORBIDDEN');
  if (auth.kind === 'vendor' && actor.kind === 'VENDOR_KEY' && !actor.scopes.includes(auth.scope))
    throw new ProblemError('INSUFFICIENT_SCOPE', `The key needs the scope ${auth.scope}.`);
  return actor;
}

/** Which kinds of caller an endpoint admits; the access table in docs comes from here too. */
export function admits(endpoint: Endpoint, actor: Actor): boolean {
  const { auth } = endpoint;
  switch (auth.kind) {
    case 'public':
    case 'signature':
      return true;
    case 'vendor':
      return actor.kind === 'VENDOR_KEY';
    case 'customer':
      return actor.kind === 'CUSTOMER';
    case 'customerOrGuest':
      return actor.kind === 'CUSTOMER' || actor.kind === 'ANONYMOUS';
    case 'customerOrLink':
      return actor.kind === 'CUSTOMER' || actor.kind === 'LINK';
    case 'staff':
      return actor.kind === 'STAFF' && auth.roles.includes(actor.role);
  }
}
