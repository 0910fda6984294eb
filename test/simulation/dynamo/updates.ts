/** Update expressions: from text to their four clauses, once for each text. */
import { Invalid } from './errors.ts';
import { namesOf, readPath, type Uses, type WrittenPath } from './paths.ts';
import { type Reader, readerOf, remembered } from './tokens.ts';

/** What SET assigns. */
export type Source =
  | { kind: 'path'; path: WrittenPath }
  | { kind: 'value'; name: string }
  | { kind: 'sum'; sign: 1 | -1; left: Source; right: Source }
  | { kind: 'if_not_exists'; of: Source; otherwise: Source }
  | { kind: 'list_append'; left: Source; right: Source };

export interface Update {
  set: { path: WrittenPath; to: Source }[];
  remove: WrittenPath[];
  /** Additions to a number or a set, and members taken out of a set, by the value's placeholder. */
  add: { path: WrittenPath; value: string }[];
  delete: { path: WrittenPath; value: string }[];
}

export interface ParsedUpdate extends Uses {
  update: Update;
  /** Every place that is written, in the order of the text. */
  targets: WrittenPath[];
}

export const parseUpdate = remembered((text: string): ParsedUpdate => {
  const read = readerOf(text);
  const update: Update = { set: [], remove: [], add: [], delete: [] };
  const targets: WrittenPath[] = [];
  const seen = new Set<string>();
  const target = () => {
    const path = readPath(read);
    targets.push(path);
    return path;
  };
  while (read.peek() !== '') {
    const clause = read.next().toUpperCase();
    const one = clauses[clause];
    if (!one) read.fail();
    if (seen.has(clause))
      throw new Invalid(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    do (one as Clause)(read, update, target);
    while (read.takes(','));
  }
  return { update, targets, ...usesOf(update, targets) };
});

type Clause = (read: Reader, update: Update, target: () => WrittenPath) => void;

const clauses: Record<string, Clause> = {
  SET(read, update, target) {
    const path = target();
    read.expect('=');
    update.set.push({ path, to: assigned(read) });
  },
  REMOVE: (_read, update, target) => update.remove.push(target()),
  ADD: (read, update, target) => update.add.push({ path: target(), value: valueName(read) }),
  DELETE: (read, update, target) => update.delete.push({ path: target(), value: valueName(read) }),
};

function valueName(read: Reader): string {
  if (!read.peek().startsWith(':')) read.fail();
  return read.next();
}

function assigned(read: Reader): Source {
  const left = source(read);
  const sign = read.takes('+') ? 1 : read.takes('-') ? -1 : undefined;
  return sign === undefined ? left : { kind: 'sum', sign, left, right: source(read) };
}

function source(read: Reader): Source {
  const word = read.peek();
  if (read.takes('(')) {
    const inner = assigned(read);
    read.expect(')');
    return inner;
  }
  if (word.startsWith(':')) return { kind: 'value', name: read.next() };
  if (/^[A-Za-z]/.test(word) && read.peek(1) === '(') return call(read, read.next());
  return { kind: 'path', path: readPath(read) };
}

function call(read: Reader, name: string): Source {
  read.expect('(');
  const args = [source(read)];
  while (read.takes(',')) args.push(source(read));
  read.expect(')');
  if (name !== 'if_not_exists' && name !== 'list_append')
    throw new Invalid(`Invalid function name; function: ${name}`);
  const [first, second, ...more] = args as [Source, ...Source[]];
  if (second === undefined || more.length > 0)
    throw new Invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  if (args.some(({ kind }) => kind === 'list_append'))
    throw new Invalid(
      'The function is not allowed to be used this way in an expression; function: list_append',
    );
  if (name === 'list_append') return { kind: name, left: first, right: second };
  if (first.kind !== 'path')
    throw new Invalid(
      `Operator or function requires a document path; operator or function: ${name}`,
    );
  return { kind: name, of: first, otherwise: second };
}

function usesOf(update: Update, targets: WrittenPath[]): Uses {
  const paths = [...targets];
  const values = new Set([...update.add, ...update.delete].map(({ value }) => value));
  const visit = (from: Source): void => {
    if (from.kind === 'path') paths.push(from.path);
    else if (from.kind === 'value') values.add(from.name);
    else if (from.kind === 'if_not_exists') [from.of, from.otherwise].forEach(visit);
    else [from.left, from.right].forEach(visit);
  };
  for (const { to } of update.set) visit(to);
  return { paths, names: namesOf(paths), values: [...values] };
}
