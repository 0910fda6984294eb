/** What DynamoDB refuses in a condition before it looks at any item: constants of the wrong type. */
import type { Condition, Operand } from './conditions.ts';
import { Invalid } from './errors.ts';
import { resolved, type Terms } from './paths.ts';
import { orderOf, typeOf, type Value, valueTypes } from './values.ts';

export function checkCondition(tree: Condition, terms: Terms): void {
  switch (tree.kind) {
    case 'and':
    case 'or':
      checkCondition(tree.left, terms);
      checkCondition(tree.right, terms);
      return;
    case 'not':
      checkCondition(tree.of, terms);
      return;
    case 'compare':
      checkOperands([tree.left, tree.right], terms);
      if (tree.how !== '=' && tree.how !== '<>')
        checkOrdered(tree.how, [tree.left, tree.right], terms);
      checkDistinct(tree.how, tree.left, tree.right, terms);
      return;
    case 'between':
      checkOperands([tree.of, tree.from, tree.to], terms);
      checkOrdered('BETWEEN', [tree.of, tree.from, tree.to], terms);
      checkBounds(constant(tree.from, terms), constant(tree.to, terms));
      return;
    case 'in':
      checkOperands([tree.of, ...tree.among], terms);
      return;
    case 'call':
      checkOperands(tree.args, terms);
      checkCall(tree.name, tree.args, terms);
  }
}

const constant = (operand: Operand, { values }: Terms): Value | undefined =>
  operand.kind === 'value' ? values[operand.name] : undefined;

const typeOfConstant = (operand: Operand, terms: Terms) => {
  if (operand.kind === 'size') return 'N';
  const value = constant(operand, terms);
  return value && typeOf(value);
};

const wrongType = (name: string, type: string | undefined) =>
  new Invalid(
    `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`,
  );

function checkOperands(operands: Operand[], terms: Terms): void {
  for (const operand of operands) {
    if (operand.kind !== 'size') continue;
    checkOperands([operand.of], terms);
    const type = typeOfConstant(operand.of, terms);
    if (type === 'N' || type === 'BOOL' || type === 'NULL') throw wrongType('size', type);
  }
}

function checkOrdered(how: string, operands: Operand[], terms: Terms): void {
  for (const operand of operands) {
    const type = typeOfConstant(operand, terms);
    if (type !== undefined && type !== 'S' && type !== 'N' && type !== 'B')
      throw wrongType(how, type);
  }
}

function checkBounds(from: Value | undefined, to: Value | undefined): void {
  if (!from || !to) return;
  const order = orderOf(from, to);
  if (order === undefined)
    throw new Invalid('The BETWEEN operator requires same data type for lower and upper bounds');
  if (order > 0)
    throw new Invalid(
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
    );
}

function checkDistinct(how: string, left: Operand, right: Operand, terms: Terms): void {
  if (left.kind !== 'path' || right.kind !== 'path') return;
  const [one, two] = [resolved(left.path, terms), resolved(right.path, terms)];
  if (one.length === two.length && one.every((part, at) => part === two[at]))
    throw new Invalid(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${how}, first operand: [${one.join(', ')}]`,
    );
}

function checkCall(name: string, args: Operand[], terms: Terms): void {
  const [first, second] = args as [Operand, Operand | undefined];
  if (name === 'attribute_exists' || name === 'attribute_not_exists') {
    if (first.kind !== 'path')
      throw new Invalid(
        `Operator or function requires a document path; operator or function: ${name}`,
      );
    return;
  }
  if (second === undefined) return;
  checkDistinct(name, first, second, terms);
  if (name === 'begins_with')
    for (const operand of args) {
      const type = typeOfConstant(operand, terms);
      if (type !== undefined && type !== 'S' && type !== 'B') throw wrongType(name, type);
    }
  if (name === 'attribute_type') checkTypeName(constant(second, terms));
}

function checkTypeName(value: Value | undefined): void {
  if (value?.S === undefined) throw wrongType('attribute_type', value && typeOf(value));
  if (!(valueTypes as string[]).includes(value.S))
    throw new Invalid(`Invalid attribute type name found; type: ${value.S}`);
}
