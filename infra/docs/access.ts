/** Who may use which route, and what each function may touch. */
import { consumers, endpoints, jobs, streams } from '../../functions/registry.ts';
import { admits } from '../../lib/platform/access.ts';
import { type Actor, type Auth, staffRoles, type VendorActor } from '../../lib/platform/actor.ts';
import type { Endpoint } from '../../lib/platform/endpoint.ts';
import type { Grants } from '../../lib/platform/grants.ts';
import { code, pageOf, tableOf } from './markdown.ts';

/** One caller of each kind; the endpoint's own rule says whom it lets in. */
const callers: Record<string, Actor> = {
  Anonymous: { kind: 'ANONYMOUS' },
  Link: { kind: 'LINK', orderId: '' },
  Customer: { kind: 'CUSTOMER', customerId: '', email: '' },
  'API key': { kind: 'VENDOR_KEY' } as VendorActor,
  ...Object.fromEntries(
    staffRoles.map((role): [string, Actor] => [role, { kind: 'STAFF', userId: '', role }]),
  ),
};

export const accessPage = (): string =>
  pageOf(
    'Access',
    'Callers that a route admits. An API key needs the scope as well.',
    tableOf(['Route', ...Object.keys(callers), 'Needs'], routes().map(admission)),
    '## Grants',
    'What the role of each function allows: verbs by table, secrets, the bus, mail.',
    tableOf(['Function', 'Runs on', 'Tables', 'Other'], functions()),
  );

const routes = (): Endpoint[] =>
  Object.values(endpoints).sort((a, b) => (routeOf(a) < routeOf(b) ? -1 : 1));
const routeOf = ({ method, path }: Endpoint) => `${path} ${method}`;

const admission = (endpoint: Endpoint): string[] => [
  code(`${endpoint.method} ${endpoint.path}`),
  ...Object.values(callers).map((actor) =>
    endpoint.auth.kind !== 'signature' && admits(endpoint, actor) ? 'yes' : '-',
  ),
  needs(endpoint.auth),
];

function needs(auth: Auth): string {
  if (auth.kind === 'vendor') return code(auth.scope);
  return auth.kind === 'signature' ? `signature of ${auth.by}` : '';
}

const functions = (): string[][] => [
  ...rows(endpoints, ({ method, path }) => code(`${method} ${path}`)),
  ...rows(consumers, ({ on }) => on.map(({ type }) => code(type)).join(', ')),
  ...rows(jobs, ({ schedule }) => code(schedule)),
  ...rows(streams, ({ tables }) => `changes of ${tables.join(', ')}`),
];

const rows = <T extends { grants: Grants }>(
  record: Record<string, T>,
  trigger: (of: T) => string,
) =>
  Object.entries(record).map(([key, definition]) => [
    key,
    trigger(definition),
    tablesOf(definition.grants),
    othersOf(definition.grants),
  ]);

const tablesOf = ({ tables }: Grants): string =>
  Object.entries(tables ?? {})
    .map(([table, verbs]) => `${table} (${verbs.join(', ')})`)
    .join('; ');

const othersOf = ({ secrets = [], events, mail }: Grants): string =>
  [...secrets.map((secret) => `secret ${secret}`), events && 'events', mail && 'mail']
    .filter((grant) => grant !== undefined)
    .join(', ');
