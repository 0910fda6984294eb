/** What DynamoDB refuses in an update before it looks at any item. */
import { Invalid } from './errors.ts';
import { checkApart, resolved, type Terms } from './paths.ts';
import type { ParsedUpdate, Source } from './updates.ts';
import { typeOf } from './values.ts';

export function checkUpdate({ update, targets }: ParsedUpdate, terms: Terms): void {
  const paths = targets.map((path) => resolved(path, terms));
  checkApart(paths);
  for (const { value } of update.add) checkOperand('ADD', value, ['N', 'SS', 'NS', 'BS'], terms);
  for (const { value } of update.delete) checkOperand('DELETE', value, ['SS', 'NS', 'BS'], terms);
  for (const { to } of update.set) checkSource(to, terms);
  for (const [head] of paths)
    if (head === 'pk' || head === 'sk')
      throw new Invalid(
        `One or more parameter values were invalid: Cannot update attribute ${head}. This attribute is part of the key`,
      );
}

function checkOperand(name: string, placeholder: string, types: string[], { values }: Terms): void {
  const value = values[placeholder];
  const type = value && typeOf(value);
  if (type === undefined || !types.includes(type))
    throw new Invalid(
      `Incorrect operand type for operator or function; operator: ${name}, operand type: ${type}`,
    );
}

function checkSource(source: Source, terms: Terms): void {
  if (source.kind === 'sum') checkArguments('+', 'N', [source.left, source.right], terms);
  else if (source.kind === 'list_append')
    checkArguments(source.kind, 'L', [source.left, source.right], terms);
  else if (source.kind === 'if_not_exists') checkSource(source.otherwise, terms);
}

function checkArguments(name: string, type: string, args: Source[], terms: Terms): void {
  for (const arg of args) {
    if (arg.kind === 'value') checkOperand(name, arg.name, [type], terms);
    else checkSource(arg, terms);
  }
}
