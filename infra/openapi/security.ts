/** How callers prove who they are, and what each kind of `auth` admits. */
import type { Auth } from '../../lib/platform/actor.ts';

export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'ttg_live_…',
    description: "A vendor's API key. Operations name the scope that the key needs.",
  },
  customerToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a signed-in customer.',
  },
  staffToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of platform staff. Operations name the roles that may use them.',
  },
  linkToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The token of a signed link: shows one order and its eSIMs until it expires.',
  },
} as const;

type Requirement = Partial<Record<keyof typeof securitySchemes, readonly string[]>>;

/** Alternatives; an empty requirement is a caller without credentials. */
export function securityOf(auth: Auth): Requirement[] {
  switch (auth.kind) {
    case 'public':
    case 'signature':
      return [];
    case 'vendor':
      return [{ apiKey: [auth.scope] }];
    case 'customer':
      return [{ customerToken: [] }];
    case 'customerOrGuest':
      return [{ customerToken: [] }, {}];
    case 'customerOrLink':
      return [{ customerToken: [] }, { linkToken: [] }];
    case 'staff':
      return [{ staffToken: auth.roles }];
  }
}
