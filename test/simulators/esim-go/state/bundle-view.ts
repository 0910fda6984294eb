import type { Allowance } from './bundle.ts';
import type { Assignment, Esim } from './esim.ts';
import { positive } from './query.ts';
import { refuse } from './refusal.ts';
import { timestamp, type Version } from './wire.ts';

const SPENT = ['expired', 'revoked', 'lapsed', 'depleted'];

export function assignmentView(assignment: Assignment, version: Version) {
  const { startedAt, endsAt, bundle } = assignment;
  return {
    id: assignment.id,
    callTypeGroup: 'data',
    initialQuantity: assignment.initialBytes,
    remainingQuantity: assignment.remainingBytes,
    assignmentDateTime: timestamp(assignment.assignedAt),
    assignmentReference: assignment.reference,
    bundleState: assignment.state,
    unlimited: bundle.unlimited,
    ...(version === '2.5'
      ? {
          ...(startedAt === null ? {} : { startTime: timestamp(startedAt) }),
          ...(endsAt === null ? {} : { endTime: timestamp(endsAt) }),
          allowances: bundle.allowances.map((allowance) => allowanceView(allowance, assignment)),
        }
      : {}),
  };
}

/** Data counts in bytes here and in MB in the catalogue. */
function allowanceView({ amount, unit, ...rest }: Allowance, assignment: Assignment) {
  const data = rest.type === 'DATA';
  return {
    ...rest,
    initialAmount: data ? assignment.initialBytes : amount,
    remainingAmount: data ? assignment.remainingBytes : amount,
    unit: data ? 'BYTES' : unit,
  };
}

/** Used-up bundles only on request; `limit` counts assignments, the newest first. */
export function bundlesView(esim: Esim, query: URLSearchParams, version: Version) {
  const limit = positive(query, 'limit', 15);
  if (limit > 200) refuse(400, 'limit must be between 1 and 200');
  const used = query.get('includeUsed') === 'true';
  const shown = esim.assignments
    .filter(({ state }) => used || !SPENT.includes(state))
    .reverse()
    .slice(0, limit);
  const names = [...new Set(shown.map(({ bundle }) => bundle.name))];
  return {
    bundles: names.map((name) => {
      const own = shown.filter(({ bundle }) => bundle.name === name);
      return {
        name,
        description: own[0]?.bundle.description,
        assignments: own.map((assignment) => assignmentView(assignment, version)),
      };
    }),
  };
}

export function latestView(esim: Esim, name: string, version: Version) {
  const latest = esim.assignments.findLast(({ bundle }) => bundle.name === name);
  if (!latest) refuse(400, `bundle ${name} is not assigned to this eSIM`);
  return { assignments: [assignmentView(latest, version)] };
}
