/** The expressions of a request, read and checked together with the names and values given for them. */
import { normalRow } from './attributes.ts';
import { checkCondition } from './condition-checks.ts';
import { type ParsedCondition, parseCondition } from './conditions.ts';
import { Invalid } from './errors.ts';
import { checkApart, resolved, type Terms, type Uses } from './paths.ts';
import { type ParsedProjection, parseProjection } from './projections.ts';
import { checkUpdate } from './update-checks.ts';
import { type ParsedUpdate, parseUpdate } from './updates.ts';
import type { Row } from './values.ts';

export interface ExpressionInput {
  ConditionExpression?: string;
  UpdateExpression?: string;
  KeyConditionExpression?: string;
  FilterExpression?: string;
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Row;
}

export interface Expressions {
  terms: Terms;
  condition?: ParsedCondition;
  update?: ParsedUpdate;
  key?: ParsedCondition;
  filter?: ParsedCondition;
  projection?: ParsedProjection;
}

const nothing: Terms = { names: {}, values: {} };

export function expressionsOf(input: ExpressionInput): Expressions {
  const all: Expressions = { terms: nothing };
  const uses: Uses[] = [];
  const parse = <T extends Uses>(slot: keyof ExpressionInput, parser: (text: string) => T) => {
    const parsed = within(slot, () => parser(input[slot] as string));
    uses.push(parsed);
    return parsed;
  };
  if (input.ConditionExpression !== undefined)
    all.condition = parse('ConditionExpression', parseCondition);
  if (input.UpdateExpression !== undefined) all.update = parse('UpdateExpression', parseUpdate);
  if (input.KeyConditionExpression !== undefined)
    all.key = parse('KeyConditionExpression', parseCondition);
  if (input.FilterExpression !== undefined) all.filter = parse('FilterExpression', parseCondition);
  if (input.ProjectionExpression !== undefined)
    all.projection = parse('ProjectionExpression', parseProjection);
  all.terms = termsOf(input, uses);
  check(all);
  return all;
}

function check({ terms, condition, update, key, filter, projection }: Expressions): void {
  if (condition) within('ConditionExpression', () => checkCondition(condition.tree, terms));
  if (update) within('UpdateExpression', () => checkUpdate(update, terms));
  if (key) within('KeyConditionExpression', () => checkCondition(key.tree, terms));
  if (filter) within('FilterExpression', () => checkCondition(filter.tree, terms));
  if (projection)
    within('ProjectionExpression', () =>
      checkApart(projection.paths.map((path) => resolved(path, terms))),
    );
}

function within<T>(slot: string, what: () => T): T {
  try {
    return what();
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    throw new Invalid(`Invalid ${slot}: ${error.message}`);
  }
}

/** Every placeholder used must be given, and every one given must be used. */
function termsOf(input: ExpressionInput, uses: Uses[]): Terms {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input;
  if (uses.length === 0) {
    if (names ?? values)
      throw new Invalid('Expression attributes can only be specified when using expressions');
    return nothing;
  }
  match(
    'Names',
    /^#[A-Za-z0-9_]+$/,
    names,
    uses.flatMap((each) => each.names),
  );
  match(
    'Values',
    /^:[A-Za-z0-9_]+$/,
    values,
    uses.flatMap((each) => each.values),
  );
  return { names: names ?? nothing.names, values: values ? normalRow(values) : nothing.values };
}

function match(what: string, form: RegExp, given: object | undefined, used: string[]): void {
  const keys = given ? Object.keys(given) : [];
  if (given && keys.length === 0) throw new Invalid(`ExpressionAttribute${what} must not be empty`);
  for (const key of used)
    if (!given || !Object.hasOwn(given, key))
      throw new Invalid(`An expression attribute used in expression is not defined: ${key}`);
  for (const key of keys) {
    if (!form.test(key))
      throw new Invalid(`ExpressionAttribute${what} contains invalid key: Syntax error: "${key}"`);
    if (!used.includes(key))
      throw new Invalid(
        `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${key}}`,
      );
  }
}
