/** Condition, filter and key condition expressions: from text to a tree, once for each text. */
import { Invalid } from './errors.ts';
import { namesOf, readPath, type Uses, type WrittenPath } from './paths.ts';
import { type Reader, readerOf, remembered } from './tokens.ts';

export type Operand =
  | { kind: 'path'; path: WrittenPath }
  | { kind: 'value'; name: string }
  | { kind: 'size'; of: Operand };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; how: Comparison; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; from: Operand; to: Operand }
  | { kind: 'in'; of: Operand; among: Operand[] }
  | { kind: 'call'; name: ConditionCall; args: Operand[] };

/** Functions that are conditions by themselves, and how many arguments they take. */
const calls = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
export type ConditionCall = keyof typeof calls;

const comparisons = new Set<string>(['=', '<>', '<', '<=', '>', '>=']);
/** Of IN, the first one counted. */
const operandsMax = 100;

export interface ParsedCondition extends Uses {
  tree: Condition;
}

export const parseCondition = remembered((text: string): ParsedCondition => {
  const read = readerOf(text);
  const tree = disjunction(read);
  if (read.peek() !== '') read.fail();
  return { tree, ...usesOf(operandsOf(tree)) };
});

function disjunction(read: Reader): Condition {
  let left = conjunction(read);
  while (read.takes('OR')) left = { kind: 'or', left, right: conjunction(read) };
  return left;
}

function conjunction(read: Reader): Condition {
  let left = negation(read);
  while (read.takes('AND')) left = { kind: 'and', left, right: negation(read) };
  return left;
}

const negation = (read: Reader): Condition =>
  read.takes('NOT') ? { kind: 'not', of: negation(read) } : primary(read);

function primary(read: Reader): Condition {
  const from = read.position();
  if (read.peek() === '(' && !isOperandInParentheses(read)) {
    read.next();
    const inner = disjunction(read);
    read.expect(')');
    read.closed(from, read.position() - 1);
    return inner;
  }
  const name = read.peek();
  if (read.peek(1) === '(' && Object.hasOwn(calls, name)) return call(read, name as ConditionCall);
  return comparison(read);
}

/** `(a) = :v`: parentheses may stand around an operand too, and only what follows them tells. */
function isOperandInParentheses(read: Reader): boolean {
  let ahead = 0;
  for (let depth = 0; ; ahead += 1) {
    const word = read.peek(ahead);
    if (word === '') return false;
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (depth === 0) break;
  }
  const after = read.peek(ahead + 1);
  return comparisons.has(after) || /^(between|in)$/i.test(after);
}

function call(read: Reader, name: ConditionCall): Condition {
  read.next();
  const args = inParentheses(read);
  if (args.length !== calls[name]) throw wrongCount(name, args.length);
  return { kind: 'call', name, args };
}

const wrongCount = (name: string, count: number) =>
  new Invalid(
    `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`,
  );

function inParentheses(read: Reader): Operand[] {
  read.expect('(');
  const list = [operand(read)];
  while (read.takes(',')) list.push(operand(read));
  read.expect(')');
  return list;
}

function comparison(read: Reader): Condition {
  const left = operand(read);
  if (read.takes('BETWEEN')) {
    const from = operand(read);
    read.expect('AND');
    return { kind: 'between', of: left, from, to: operand(read) };
  }
  if (read.takes('IN')) {
    const among = inParentheses(read);
    if (among.length >= operandsMax) throw wrongCount('IN', among.length + 1);
    return { kind: 'in', of: left, among };
  }
  if (!comparisons.has(read.peek())) {
    if (left.kind === 'size') throw misused('size');
    read.fail();
  }
  const how = read.next() as Comparison;
  return { kind: 'compare', how, left, right: operand(read) };
}

const misused = (name: string) =>
  new Invalid(
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  );

function operand(read: Reader): Operand {
  const word = read.peek();
  if (word === '(') {
    const from = read.position();
    read.next();
    const inner = operand(read);
    read.expect(')');
    read.closed(from, read.position() - 1);
    return inner;
  }
  if (word.startsWith(':')) return { kind: 'value', name: read.next() };
  if (/^[A-Za-z]/.test(word) && read.peek(1) === '(') {
    if (Object.hasOwn(calls, word) || word === 'if_not_exists' || word === 'list_append')
      throw misused(word);
    if (word !== 'size') throw new Invalid(`Invalid function name; function: ${word}`);
    read.next();
    const [of, ...more] = inParentheses(read);
    if (more.length > 0) throw wrongCount(word, more.length + 1);
    return { kind: 'size', of: of as Operand };
  }
  return { kind: 'path', path: readPath(read) };
}

/** Every operand of a tree, those inside of size() too. */
function operandsOf(tree: Condition): Operand[] {
  switch (tree.kind) {
    case 'and':
    case 'or':
      return [...operandsOf(tree.left), ...operandsOf(tree.right)];
    case 'not':
      return operandsOf(tree.of);
    case 'compare':
      return [tree.left, tree.right];
    case 'between':
      return [tree.of, tree.from, tree.to];
    case 'in':
      return [tree.of, ...tree.among];
    case 'call':
      return tree.args;
  }
}

function usesOf(operands: Operand[]): Uses {
  const [paths, values]: [WrittenPath[], Set<string>] = [[], new Set()];
  for (let operand of operands) {
    while (operand.kind === 'size') operand = operand.of;
    if (operand.kind === 'value') values.add(operand.name);
    else paths.push(operand.path);
  }
  return { paths, names: namesOf(paths), values: [...values] };
}
