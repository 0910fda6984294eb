/**
 * The one authorizer: resolves an API key, an access token or a signed link to an actor. It never
 * decides about a route (that is the route's own `auth`, checked in `edge`): it answers Allow with
 * the actor, or with the reason why the credential is bad, so that every refusal is problem+json.
 */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { verifyLink } from '../../lib/identity/links.ts';
import { personOf } from '../../lib/identity/tokens.ts';
import { type Actor, type AuthorizerContext, actorId } from '../../lib/platform/actor.ts';
import { setting } from '../../lib/platform/config.ts';
import type { ErrorName } from '../../lib/platform/errors.ts';
import type { Grants } from '../../lib/platform/grants.ts';
import { log } from '../../lib/platform/observability.ts';
import { authenticateKey } from '../../lib/vendors/authenticate.ts';
import type { KeyMode } from '../../lib/vendors/key.ts';
import { noTier, usageKey } from '../../lib/vendors/tier.ts';

export const grants: Grants = { tables: { vendors: ['get'] }, secrets: ['links'] };
export const settings = ['TOKEN_ISSUER', 'TOKEN_CLIENT_ID', 'TOKEN_JWKS_URI', 'KEY_MODE', 'STAGE'];

type Resolved = Actor | { problem: ErrorName };

/** Also of a bad key: it has to reach the route, which says what is wrong with it. */
const tierOf = (resolved: Resolved): string =>
  'kind' in resolved && resolved.kind === 'VENDOR_KEY' ? resolved.tier : noTier;

export async function handler(
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> {
  const resolved = await resolve(event);
  const problem = 'problem' in resolved ? resolved.problem : undefined;
  log('info', 'authorized', { problem, actor: problem ? undefined : actorId(resolved as Actor) });
  const context: AuthorizerContext = problem ? { problem } : { actor: JSON.stringify(resolved) };
  return {
    principalId: problem ? 'unknown' : actorId(resolved as Actor),
    policyDocument: { Version: '2012-10-17', Statement: [allow(event.methodArn)] },
    context: context as Record<string, string>,
    // The tier's bucket of the usage plan; the secret itself is unknown to the gateway.
    usageIdentifierKey: usageKey(setting('STAGE'), tierOf(resolved)),
  };
}

/** A cached answer serves every method of the stage; scopes are checked in the function. */
const allow = (methodArn: string) => ({
  Action: 'execute-api:Invoke',
  Effect: 'Allow' as const,
  Resource: `${methodArn.split('/').slice(0, 2).join('/')}/*`,
});

async function resolve(event: APIGatewayRequestAuthorizerEvent): Promise<Resolved> {
  const now = new Date();
  const headers = Object.fromEntries(
    Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const credential = /^Bearer (\S{1,4096})$/i.exec(headers.authorization ?? '')?.[1];
  if (headers.authorization && !credential) return { problem: 'UNAUTHENTICATED' };
  if (credential?.startsWith('ttg_'))
    return authenticateKey(credential, setting('KEY_MODE') as KeyMode, now);
  if (credential) return (await personOf(credential)) ?? { problem: 'INVALID_TOKEN' };
  const token = event.queryStringParameters?.token;
  if (token) {
    const link = await verifyLink(token, now);
    return 'orderId' in link ? { kind: 'LINK', orderId: link.orderId } : link;
  }
  return { kind: 'ANONYMOUS' };
}
