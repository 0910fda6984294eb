/**
 * Where the emulator is not what DynamoDB is. The store follows DynamoDB: its documentation, or what
 * ScyllaDB's Alternator tests and Dynalite's have found on the service itself. Random requests stay clear
 * of these; each is shown here, so that an emulator that learned better is noticed.
 */
import { tables } from './attributes.ts';
import { key, put, query, transact, update, when, within } from './cases.ts';
import type { Request } from './request.ts';

export interface Difference {
  name: string;
  request: Request;
  /** Name of the error, or 'done'. */
  ours: string;
  theirs: string;
  why: string;
}

const S = (text: string) => ({ S: text });
const N = (text: string) => ({ N: text });
const list = (...numbers: string[]) => ({ L: numbers.map(N) });
const refused = 'ConditionalCheckFailedException';
const invalid = 'ValidationException';

type Row = [name: string, request: Request, ours: string, theirs: string];
const because = (why: string, ...rows: Row[]): Difference[] =>
  rows.map(([name, request, ours, theirs]) => ({ name, request, ours, theirs, why }));

const comparisons = [
  ...because(
    'what is missing is equal to nothing, not even to something else that is missing',
    ['missing = missing', when('nowhere = elsewhere'), refused, 'done'],
    ['missing <> missing', when('nowhere <> elsewhere'), 'done', refused],
  ),
  ...because(
    'a constant of a type that the operator or function does not take is an error at once',
    ['a list in order', when('n < :v', { ':v': list('1') }), invalid, refused],
    [
      'bounds of two types',
      when('n BETWEEN :a AND :b', { ':a': N('1'), ':b': S('a') }),
      invalid,
      refused,
    ],
    ['an unknown type', when('attribute_type(n, :v)', { ':v': S('DOG') }), invalid, refused],
    ['the type as an attribute', when('attribute_type(n, s)'), invalid, refused],
  ),
  ...because(
    'an attribute of another type is no error, only no match',
    ['a number begins', when('begins_with(n, :v)', { ':v': S('a') }), refused, invalid],
    ['a number has no size', when('size(n) = :v', { ':v': N('0') }), refused, 'done'],
  ),
  ...because(
    'bytes contain bytes, and a set of numbers contains a number however it is written',
    ['bytes', when('contains(b, :v)', { ':v': { B: Buffer.from('yte') } }), 'done', refused],
    ['a number', when('contains(ns, :v)', { ':v': N('1.0') }), 'done', refused],
  ),
  ...because('the two sides of a comparison must not be the same attribute', [
    'n = n',
    when('n = n'),
    invalid,
    'done',
  ]),
  ...because('parentheses may stand around an operand', [
    '(n) = :v',
    when('(n) = :v', { ':v': N('5') }),
    'done',
    invalid,
  ]),
  ...because('a placeholder that is not used is an error, even when it begins another one', [
    '#n and #ns',
    when('attribute_exists(#ns)', undefined, { '#ns': 'ns', '#n': 'n' }),
    invalid,
    'done',
  ]),
];

const updates = [
  ...because(
    'places in a list are those of the list as it was; appended elements stand in the order of theirs',
    ['two removed', update('REMOVE stops[0], stops[1]'), 'done', 'done'],
    [
      'two appended',
      update('SET stops[9] = :b, stops[8] = :a', { ':a': S('a'), ':b': S('b') }),
      'done',
      'done',
    ],
  ),
  ...because(
    'a place below what is not there cannot be removed or added to',
    ['removed', update('REMOVE nowhere.x'), invalid, 'done'],
    ['added to', update('ADD nowhere.x :v', { ':v': N('1') }), invalid, 'done'],
    ['an element of a map', update('SET tree[0] = :v', { ':v': N('1') }), invalid, 'done'],
  ),
  ...because(
    'a source must be of the type that its function takes',
    ['a text plus a number', update('SET n = s + :v', { ':v': N('1') }), invalid, 'done'],
    [
      'a number as a list',
      update('SET n = list_append(n, :v)', { ':v': list('1') }),
      invalid,
      'done',
    ],
    ['a constant text', update('SET n = n + :v', { ':v': S('1') }), invalid, 'done'],
  ),
  ...because(
    'a place and a clause may stand there once, and a sum has two terms',
    [
      'a place twice',
      update('SET n = :v, #n = :v', { ':v': N('1') }, { '#n': 'n' }),
      invalid,
      'done',
    ],
    ['a clause twice', update('SET n = :v SET s = :v', { ':v': N('1') }), invalid, 'done'],
    ['three summands', update('SET n = n + :v + :v', { ':v': N('1') }), invalid, 'done'],
  ),
  ...because(
    'numbers keep 38 digits, and no sum may have more',
    [
      'a long sum',
      update('ADD n :v', { ':v': N('1234567890123456789012345678901') }),
      'done',
      'done',
    ],
    [
      'too long a sum',
      update('SET n = :a + :b', { ':a': N('1e50'), ':b': N('1') }),
      invalid,
      'done',
    ],
  ),
  ...because('of an item that is not there only taking away creates none', [
    'REMOVE',
    {
      operation: 'UpdateItem',
      input: {
        ...{ TableName: tables.main, Key: { ...key, sk: S('NONE') } },
        ...{ UpdateExpression: 'REMOVE n', ReturnValues: 'ALL_NEW' },
      },
    },
    'done',
    'done',
  ]),
  ...because('of a list only the element that was updated is returned', [
    'UPDATED_NEW',
    update('SET stops[1] = :v', { ':v': S('x') }, undefined, { ReturnValues: 'UPDATED_NEW' }),
    'done',
    'done',
  ]),
];

const others = [
  ...because('a set of texts has no empty one', [
    'put',
    put({ ss: { SS: ['', 'a'] } }),
    invalid,
    'done',
  ]),
  ...because('a filter must not be about the key', [
    'sort key',
    query('pk = :p', { ':p': S('CASE'), ':s': S('A') }, { FilterExpression: 'sk = :s' }),
    invalid,
    'done',
  ]),
  ...because(
    'an index of keys only can show and filter by nothing else',
    [
      'filter',
      query(
        'dueKey = :p',
        { ':p': S('D'), ':n': N('1') },
        { IndexName: 'byDue', FilterExpression: 'n = :n' },
      ),
      invalid,
      'done',
    ],
    [
      'projection',
      query('dueKey = :p', { ':p': S('D') }, { IndexName: 'byDue', ProjectionExpression: 'n' }),
      invalid,
      'done',
    ],
    [
      'all attributes',
      query('dueKey = :p', { ':p': S('D') }, { IndexName: 'byDue', Select: 'ALL_ATTRIBUTES' }),
      invalid,
      'done',
    ],
  ),
  ...because(
    'a malformed update fails the transaction as a whole, and nobody updates a key',
    [
      'a reserved word',
      within(update('SET status = :v', { ':v': S('x') })),
      invalid,
      'TransactionCanceledException',
    ],
    ['a key', within(update('SET sk = :v', { ':v': S('B') })), invalid, 'done'],
    [
      'a bare check',
      transact({ ConditionCheck: { TableName: tables.main, Key: key } }),
      invalid,
      'done',
    ],
  ),
  ...because('a number is stored in its one spelling', [
    'in a transaction',
    within(update('SET n = :v', { ':v': N('1e3') })),
    'done',
    'done',
  ]),
];

export const knownDifferences: Difference[] = [...comparisons, ...updates, ...others];
