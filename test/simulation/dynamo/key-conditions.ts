/** Key conditions: which partition, and which stretch of it. */
import type { Comparison, Condition, Operand } from './conditions.ts';
import { Invalid } from './errors.ts';
import { resolved, type Terms } from './paths.ts';
import { type Entry, firstOf, type Sorted } from './sorted.ts';
import { compareTexts, type Value } from './values.ts';

export interface Stretch {
  partition: string;
  /** True of all entries from the first one on, and of all beyond the last one. */
  reached(entry: Pick<Entry, 'sort'>): boolean;
  passed(entry: Pick<Entry, 'sort'>): boolean;
}

interface KeyTest {
  attribute: string;
  how: Comparison | 'between' | 'begins_with';
  values: string[];
}

export function stretchOf(tree: Condition, { pk, sk }: Sorted, terms: Terms): Stretch {
  const tests = testsOf(tree, terms);
  const names = tests.map(({ attribute }) => attribute);
  if (new Set(names).size < names.length)
    throw new Invalid('KeyConditionExpressions must only contain one condition per key');
  const partition = tests.find(({ attribute }) => attribute === pk);
  const sort = tests.find(({ attribute }) => attribute === sk);
  if (!partition) throw new Invalid(`Query condition missed key schema element: ${pk}`);
  if (partition.how !== '=') throw new Invalid('Query key condition not supported');
  if (tests.length > (sort ? 2 : 1))
    throw new Invalid(`Query condition missed key schema element: ${sk}`);
  const at = partition.values[0] as string;
  return sort ? { partition: at, ...stretched(sort) } : { partition: at, ...everything };
}

/** From the first entry of it to the one after its last. */
export function boundsOf(list: readonly Entry[], { reached, passed }: Stretch): [number, number] {
  return [firstOf(list, reached), firstOf(list, passed)];
}

const everything = { reached: () => true, passed: () => false };

function stretched({ how, values }: KeyTest): Pick<Stretch, 'reached' | 'passed'> {
  const [from = '', to = ''] = values;
  const order = ({ sort }: Pick<Entry, 'sort'>, text = from) => compareTexts(sort, text);
  switch (how) {
    case '=':
      return { reached: (entry) => order(entry) >= 0, passed: (entry) => order(entry) > 0 };
    case '<':
      return { ...everything, passed: (entry) => order(entry) >= 0 };
    case '<=':
      return { ...everything, passed: (entry) => order(entry) > 0 };
    case '>':
      return { ...everything, reached: (entry) => order(entry) > 0 };
    case '>=':
      return { ...everything, reached: (entry) => order(entry) >= 0 };
    case 'between':
      return { reached: (entry) => order(entry) >= 0, passed: (entry) => order(entry, to) > 0 };
    case 'begins_with':
      return {
        reached: (entry) => order(entry) >= 0,
        passed: (entry) => order(entry) > 0 && !entry.sort.startsWith(from),
      };
    default:
      throw new Invalid(`Unsupported operator in KeyConditionExpression: ${how}`);
  }
}

function testsOf(tree: Condition, terms: Terms): KeyTest[] {
  switch (tree.kind) {
    case 'and':
      return [...testsOf(tree.left, terms), ...testsOf(tree.right, terms)];
    case 'compare': {
      const isTurned = tree.left.kind !== 'path';
      const [key, value] = isTurned ? [tree.right, tree.left] : [tree.left, tree.right];
      const how = isTurned ? turned[tree.how] : tree.how;
      if (how === '<>') throw new Invalid('Unsupported operator in KeyConditionExpression: <>');
      return [{ attribute: attributeOf(key, terms), how, values: textsOf([value], terms) }];
    }
    case 'between':
      return [
        {
          attribute: attributeOf(tree.of, terms),
          how: 'between',
          values: textsOf([tree.from, tree.to], terms),
        },
      ];
    case 'call': {
      const [key, ...values] = tree.args as [Operand, ...Operand[]];
      if (tree.name !== 'begins_with')
        throw new Invalid(`Unsupported operator in KeyConditionExpression: ${tree.name}`);
      return [
        { attribute: attributeOf(key, terms), how: tree.name, values: textsOf(values, terms) },
      ];
    }
    default:
      throw new Invalid(
        `Invalid operator used in KeyConditionExpression: ${tree.kind.toUpperCase()}`,
      );
  }
}

const turned: Record<Comparison, Comparison> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function attributeOf(operand: Operand, terms: Terms): string {
  if (operand.kind !== 'path')
    throw new Invalid('Invalid condition in KeyConditionExpression: No key attribute specified');
  if (operand.path.length > 1)
    throw new Invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  return String(resolved(operand.path, terms)[0]);
}

const textsOf = (operands: Operand[], { values }: Terms) =>
  operands.map((operand) => {
    const value: Value | undefined = operand.kind === 'value' ? values[operand.name] : undefined;
    if (!value)
      throw new Invalid(
        'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
      );
    if (value.S === undefined)
      throw new Invalid(
        'One or more parameter values were invalid: Condition parameter type does not match schema type',
      );
    if (value.S === '')
      throw new Invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value.',
      );
    return value.S;
  });
