import type { Account } from '../account/account.ts';
import { type ApiRequest, header } from './answer.ts';
import { unauthenticated } from './error.ts';

/** Bearer, or Basic with the key as the user name. */
export function readCaller(account: Account, request: ApiRequest): 'secret' | 'client' {
  const given = readKey(header(request, 'authorization') ?? '');
  if (given === null || given === '') {
    throw unauthenticated(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  if (given === account.keys.secret) return 'secret';
  if (given === account.keys.publishable) return 'client';
  throw unauthenticated(`Invalid API Key provided: ${masked(given)}`);
}

export function secretKeyRequired(): Error {
  return unauthenticated(
    'This API call cannot be made with a publishable API key. Please use a secret API key.',
    'secret_key_required',
  );
}

function readKey(authorization: string): string | null {
  const [scheme = '', credentials = ''] = authorization.split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return null;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] ?? null;
}

function masked(key: string): string {
  if (key.length <= 12) return '*'.repeat(key.length);
  return `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
}
