/**
 * What a role allows, as IAM decides where there are only Allow statements without conditions: the
 * kind that the roles here consist of. Anything else in a role is refused rather than guessed at.
 */
import { list, type Statement } from '../template/statements.ts';

export interface Grant {
  action: string;
  /** An ARN, in which `*` stands for any text and `?` for one character. */
  resource: string;
}

/** One thing that a call asks for. */
export interface Request {
  action: string;
  resource: string;
}

/** A statement as single grants, each of one action on one resource. */
export function grantsOf(statement: Statement): Grant[] {
  const unknown = Object.keys(statement).filter(
    (key) => !['Sid', 'Effect', 'Action', 'Resource'].includes(key),
  );
  if (statement.Effect !== 'Allow' || unknown.length > 0)
    throw new Error(`not a plain Allow statement: ${JSON.stringify(statement)}`);
  return list(statement.Action).flatMap((action) => {
    if (/[*?]/.test(action)) throw new Error(`an action with a wildcard: ${action}`);
    return list(statement.Resource).map((resource) => ({ action, resource }));
  });
}

/** Nothing is allowed that no grant names. */
export const isAllowed = (grants: readonly Grant[], request: Request): boolean =>
  grants.some((grant) => covers(grant, request));

export const covers = ({ action, resource }: Grant, request: Request): boolean =>
  action === request.action && pattern(resource).test(request.resource);

/** The whole resource has to match; what is no wildcard stands for itself. */
function pattern(resource: string): RegExp {
  const source = resource
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
