/** Attribute values as they may come in a request: checked, and numbers brought to one spelling. */
import { Invalid } from './errors.ts';
import { canonical } from './numbers.ts';
import { hasMember, membersOf, type Row, typeOf, type Value } from './values.ts';

const levelsMax = 32;

/** The same object when nothing had to change. */
export function normalRow(row: Row, level = 1): Row {
  let changed: Row | undefined;
  for (const name in row) {
    const value = row[name] as Value;
    const normal = normalValue(value, level);
    if (normal === value) continue;
    changed ??= { ...row };
    changed[name] = normal;
  }
  return changed ?? row;
}

function normalValue(value: Value, level: number): Value {
  if (level > levelsMax)
    throw new Invalid(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  if (value?.S !== undefined && Object.keys(value).length === 1) return value;
  if (value === undefined || Object.keys(value).length !== 1)
    throw new Invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  switch (typeOf(value)) {
    case 'N': {
      const number = canonical(value.N as string);
      return number === value.N ? value : { N: number };
    }
    case 'M': {
      const row = normalRow(value.M as Row, level + 1);
      return row === value.M ? value : { M: row };
    }
    case 'L':
      return normalList(value, value.L as Value[], level);
    case 'SS':
    case 'NS':
    case 'BS':
      return normalSet(value);
    case 'NULL':
      if (value.NULL !== true)
        throw new Invalid(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      return value;
    case undefined:
      throw new Invalid(
        'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
      );
    default:
      return value;
  }
}

function normalList(value: Value, list: Value[], level: number): Value {
  const normal = list.map((each) => normalValue(each, level + 1));
  return normal.every((each, at) => each === list[at]) ? value : { L: normal };
}

function normalSet(value: Value): Value {
  const normal = value.NS ? { NS: value.NS.map(canonical) } : value;
  const members = membersOf(normal) as Value[];
  if (members.length === 0)
    throw new Invalid('One or more parameter values were invalid: A set may not be empty');
  if (members.some(({ S }) => S === ''))
    throw new Invalid(
      'One or more parameter values were invalid: An string set may not have a empty string as a member',
    );
  if (members.some((each, at) => hasMember(members.slice(0, at), each)))
    throw new Invalid(
      'One or more parameter values were invalid: Input collection contains duplicates.',
    );
  return value.NS?.every((each, at) => each === normal.NS?.[at]) ? value : normal;
}
