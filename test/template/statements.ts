/** Every IAM statement of the templates: of roles, and of resources that say who may use them. */
import type { Synth } from './synth.ts';

export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: string | string[];
  Principal?: string | Record<string, string | string[]>;
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Statement: Statement[];
}

export interface RoleProperties {
  RoleName?: string;
  AssumeRolePolicyDocument: PolicyDocument;
  Policies?: { PolicyDocument: PolicyDocument }[];
  ManagedPolicyArns?: string[];
}

export interface Owned {
  /** Type of the resource that the statement belongs to. */
  type: string;
  /** Its logical id. */
  id: string;
  statement: Statement;
}

/** Found by their shape, so that no kind of resource can bring a policy unseen. */
export const statementsOf = (app: Synth): Owned[] =>
  app.stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties }]) =>
      documentsIn(app.resolver.resolve(Properties ?? {}, stack)).flatMap(({ Statement }) =>
        Statement.map((statement) => ({ type: Type, id, statement })),
      ),
    ),
  );

/** Who may assume a role is looked at by itself: such statements name no resource. */
function documentsIn(value: unknown): PolicyDocument[] {
  if (Array.isArray(value)) return value.flatMap(documentsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('Statement' in value && Array.isArray(value.Statement)) return [value as PolicyDocument];
  return Object.entries(value)
    .filter(([key]) => key !== 'AssumeRolePolicyDocument')
    .flatMap(([, entry]) => documentsIn(entry));
}

export const list = <T>(value: T | T[]): T[] => [value].flat() as T[];
