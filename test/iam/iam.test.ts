/**
 * Roles and calls compared, both ways: what the end-to-end run did is allowed to the function that
 * did it, and what a function may do it did. Runs after the end-to-end tests, which note the calls.
 */
import { entries } from '../../infra/entries.ts';
import { nameOf } from '../../infra/names.ts';
import { callsFile } from '../e2e/names.ts';
import type { RoleProperties } from '../template/statements.ts';
import { synth } from '../template/synth.ts';
import { readCalls } from './calls.ts';
import { covers, grantsOf, isAllowed } from './evaluate.ts';
import { type Call, requestsOf } from './requests.ts';
import { matches, type OwnGrant, unused } from './unused.ts';

const app = synth('local');
const keyOf = new Map(Object.keys(entries).map((key) => [nameOf('local', key), key]));
const grants: OwnGrant[] = app.of<RoleProperties>('AWS::IAM::Role').flatMap(({ properties }) => {
  const of = keyOf.get(properties.RoleName ?? '');
  if (of === undefined) return [];
  const statements = (properties.Policies ?? []).flatMap(
    (policy) => policy.PolicyDocument.Statement,
  );
  return statements.flatMap(grantsOf).map((grant) => ({ of, ...grant }));
});
const grantsTo = (key: string) => grants.filter(({ of }) => of === key);

let calls: Call[];
beforeAll(() => {
  calls = readCalls(callsFile);
});

test('every function has a role, and only functions of the app made calls', () => {
  expect(new Set(grants.map(({ of }) => of))).toEqual(new Set(Object.keys(entries)));
  expect(calls.length).toBeGreaterThan(0);
  for (const call of calls) expect([...keyOf.keys()]).toContain(call.function);
});

test("every call is allowed by the calling function's own role", () => {
  const refused = calls.flatMap((call) => {
    const key = keyOf.get(call.function) ?? '';
    return requestsOf(call)
      .filter((request) => !isAllowed(grantsTo(key), request))
      .map(({ action, resource }) => `${key} did ${action} on ${resource}`);
  });
  expect([...new Set(refused)]).toEqual([]);
});

test('every grant was used, but those that are listed with a reason', () => {
  const done = calls.flatMap((call) =>
    requestsOf(call).map((request) => ({ of: keyOf.get(call.function), request })),
  );
  const idle = grants.filter(
    (grant) => !done.some(({ of, request }) => of === grant.of && covers(grant, request)),
  );
  const unexpected = idle.filter((grant) => !unused.some((known) => matches(known, grant)));
  expect(
    unexpected.map(({ of, action, resource }) => `${of} never did ${action} on ${resource}`),
  ).toEqual([]);
});

test('every listed exception is still granted to somebody', () => {
  const stale = unused.filter((known) => !grants.some((grant) => matches(known, grant)));
  expect(stale.map(({ reason }) => reason)).toEqual([]);
});
