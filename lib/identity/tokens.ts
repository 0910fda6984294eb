/**
 * Access tokens of people, issued by Cognito: RS256, checked against the pool's keys, issuer,
 * client and use. Groups are the roles.
 */
import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import { type Actor, type StaffRole, staffRoles } from '../platform/actor.ts';
import { optionalSetting, setting } from '../platform/config.ts';

type Verifier = { verify(token: string): Promise<Record<string, unknown>> };
let verifier: Verifier | undefined;

function tokenVerifier(): Verifier {
  // `client_id` instead of `aud`: that is where Cognito's access tokens name the client.
  verifier ??= JwtVerifier.create({
    issuer: setting('TOKEN_ISSUER'),
    audience: null,
    jwksUri:
      optionalSetting('TOKEN_JWKS_URI') ?? `${setting('TOKEN_ISSUER')}/.well-known/jwks.json`,
    customJwtCheck: ({ payload }) => {
      if (payload.token_use !== 'access') throw new Error('not an access token');
      if (payload.client_id !== setting('TOKEN_CLIENT_ID')) throw new Error('another client');
    },
  }) as unknown as Verifier;
  return verifier;
}

/**
 * The person behind an access token; undefined when it is not valid. Throws when that cannot be told
 * (the pool's keys are out of reach): no fault of the caller.
 */
export async function personOf(token: string): Promise<Actor | undefined> {
  try {
    const claims = await tokenVerifier().verify(token);
    const id = String(claims.sub);
    const groups = Array.isArray(claims['cognito:groups']) ? claims['cognito:groups'] : [];
    const role = [...staffRoles].reverse().find((each) => groups.includes(each));
    if (role) return { kind: 'STAFF', userId: id, role: role as StaffRole };
    const { email } = claims;
    return { kind: 'CUSTOMER', customerId: id, ...(typeof email === 'string' ? { email } : {}) };
  } catch (error) {
    if (error instanceof FetchError) throw error;
    return undefined;
  }
}
