/**
 * What DynamoDB refuses: one thing wrong in each request, everything else in order. Both must refuse
 * it in the same way and change nothing.
 */
import {
  item,
  key,
  put,
  query,
  TableName,
  terms,
  transact,
  update,
  type Values,
  when,
  within,
} from './cases.ts';
import type { Request } from './request.ts';

export interface Case {
  name: string;
  request: Request;
}

const get = (Key: Values, more: Values = {}): Request => ({
  operation: 'GetItem',
  input: { TableName, Key, ...more },
});

const S = (text: string) => ({ S: text });
const N = (text: string) => ({ N: text });
const cases = (what: string, requests: Record<string, Request>): Case[] =>
  Object.entries(requests).map(([name, request]) => ({ name: `${what}: ${name}`, request }));

const nested = (levels: number): object =>
  levels === 1 ? S('leaf') : { M: { deeper: nested(levels - 1) } };
const long = (length: number) => 'x'.repeat(length);

const values = cases('value', {
  'no number': put({ n: N('five') }),
  'an empty number': put({ n: N('') }),
  '39 digits': put({ n: N(`1${'0'.repeat(37)}1`) }),
  'a number too large': put({ n: N('1e126') }),
  'a number too small': put({ n: N('1e-131') }),
  'NULL that is false': put({ nil: { NULL: false } }),
  'an empty set': put({ ss: { SS: [] } }),
  'a set with a text twice': put({ ss: { SS: ['a', 'a'] } }),
  'a set with a number twice': put({ ns: { NS: ['1', '1.0'] } }),
  'nested too deep': put({ deep: nested(33) }),
  'an item too large': put({ s: S(long(400 * 1024)) }),
  'a wrong number in a list in a map': put({ m: { M: { l: { L: [N('x')] } } } }),
  'a wrong number beside an expression': when('n = :n', { ':n': N('x') }),
  'a sum too large': update('SET n = :a + :b', { ':a': N('9e125'), ':b': N('9e125') }),
  'an update too large': update('SET padding = :v', { ':v': S(long(400 * 1024 - 20)) }),
});

const keys = cases('key', {
  'an empty text': put({ sk: S('') }),
  'an empty text to read': get({ pk: S(''), sk: S('A') }),
  'too long to partition': put({ pk: S(long(2049)) }),
  'too long to sort': put({ sk: S(long(1025)) }),
  'a number': put({ sk: N('1') }),
  'one of two': get({ pk: S('CASE') }),
  'one too many': get({ ...key, n: N('1') } as Values),
  'a number to read': get({ pk: S('CASE'), sk: N('1') }),
  'a number for an index': put({ dueKey: N('1') }),
  'an empty text for an index': put({ dueKey: S('') }),
  'a number for an index by update': update('SET dueKey = :v', { ':v': N('1') }),
  'an empty text for an index by update': update('SET dueKey = :v', { ':v': S('') }),
  updated: update('SET sk = :v', { ':v': S('B') }),
  removed: update('REMOVE pk'),
  'updated by a placeholder': update('SET #k = :v', { ':v': S('A') }, { '#k': 'sk' }),
});

const placeholders = cases('placeholder', {
  'a value not given': when('n = :n'),
  'a value not used': when('n = :n', { ':n': N('1'), ':other': N('1') }),
  'a name not given': when('#n = :n', { ':n': N('1') }),
  'a name not used': when('n = :n', { ':n': N('1') }, { '#x': 'x' }),
  'no values at all': when('attribute_exists(n)', {}),
  'values without an expression': put({}, terms({ ':n': N('1') })),
  'a reserved word': when('status = :s', { ':s': S('x') }),
  'a reserved word in an update': update('SET status = :s', { ':s': S('x') }),
});

const syntax = cases('condition', {
  nothing: when(' '),
  'half a comparison': when('n ='),
  'no comparison': when('n'),
  'two comparisons': when('n = :n = :n', { ':n': N('1') }),
  'no closing parenthesis': when('(n = :n', { ':n': N('1') }),
  'parentheses twice': when('((n = :n))', { ':n': N('1') }),
  'AND of nothing': when('n = :n AND', { ':n': N('1') }),
  'IN nothing': when('n IN ()'),
  'BETWEEN without AND': when('n BETWEEN :n', { ':n': N('1') }),
  'bounds the wrong way': when('n BETWEEN :a AND :b', { ':a': N('2'), ':b': N('1') }),
  'the size of a constant number': when('size(:n) = :n', { ':n': N('1') }),
  'the same attribute twice': when('contains(s, s)'),
});

const updates = cases('update', {
  nothing: update(' '),
  'an unknown clause': update('PUT n = :n', { ':n': N('1') }),
  'a source that is not there': update('SET n = nowhere'),
  'a sum with what is not there': update('SET n = nowhere + :n', { ':n': N('1') }),
  'a place below nothing': update('SET nowhere.n = :n', { ':n': N('1') }),
  'a place below a text': update('SET s.x = :n', { ':n': N('1') }),
  'a place below a list': update('SET stops.x = :n', { ':n': N('1') }),
  'a place and one in it': update('SET tree = :n, tree.n = :n', { ':n': N('1') }),
  'an unknown function': update('SET n = double(n)'),
  'an element of nothing': update('SET nowhere[0] = :n', { ':n': N('1') }),
  'a text added': update('ADD n :v', { ':v': S('1') }),
  'a number added to a text': update('ADD s :v', { ':v': N('1') }),
  'texts added to numbers': update('ADD ns :v', { ':v': { SS: ['a'] } }),
  'a list added': update('ADD stops :v', { ':v': { L: [N('1')] } }),
  'a number deleted': update('DELETE ns :v', { ':v': N('1') }),
  'texts deleted from numbers': update('DELETE ns :v', { ':v': { SS: ['a'] } }),
});

const searches = cases('search', {
  'no condition on the partition': query('sk = :s', { ':s': S('A') }),
  'a stretch of partitions': query('pk > :p', { ':p': S('A') }),
  'two conditions on the sort key': query('pk = :p AND sk > :a AND sk < :b', {
    ':p': S('CASE'),
    ':a': S('A'),
    ':b': S('C'),
  }),
  'another attribute': query('pk = :p AND n = :n', { ':p': S('CASE'), ':n': N('1') }),
  'a place inside of a key': query('pk = :p AND sk.x = :s', { ':p': S('CASE'), ':s': S('A') }),
  'a number for a text': query('pk = :p', { ':p': N('1') }),
  'an empty text': query('pk = :p', { ':p': S('') }),
  'bounds the wrong way': query('pk = :p AND sk BETWEEN :b AND :a', {
    ':p': S('CASE'),
    ':a': S('A'),
    ':b': S('B'),
  }),
  'an unknown index': query('pk = :p', { ':p': S('CASE') }, { IndexName: 'byNothing' }),
  'a consistent read of an index': query(
    'dueKey = :p',
    { ':p': S('D#0') },
    { IndexName: 'byDue', ConsistentRead: true },
  ),
  'no items wanted': query('pk = :p', { ':p': S('CASE') }, { Limit: 0 }),
  'half a start': query('pk = :p', { ':p': S('CASE') }, { ExclusiveStartKey: { pk: S('CASE') } }),
  'a start in another partition': query(
    'pk = :p',
    { ':p': S('CASE') },
    { ExclusiveStartKey: { pk: S('OTHER'), sk: S('A') } },
  ),
  'a start outside of the stretch': query(
    'pk = :p AND sk > :s',
    { ':p': S('CASE'), ':s': S('B') },
    { ExclusiveStartKey: key },
  ),
  'a start without the keys of the index': query(
    'dueKey = :p',
    { ':p': S('D#0') },
    { IndexName: 'byDue', ExclusiveStartKey: key },
  ),
  'a count and attributes': query(
    'pk = :p',
    { ':p': S('CASE') },
    { Select: 'COUNT', ProjectionExpression: 'n' },
  ),
  'overlapping places': get(key as Values, { ProjectionExpression: 'tree, tree.n' }),
});

const tablesAndSets = cases('request', {
  'an unknown table': { operation: 'GetItem', input: { TableName: 'nowhere', Key: key } },
  'an unknown table in a transaction': transact({
    Delete: { TableName: 'nowhere', Key: key },
  }),
  'a new value asked of a put': put({}, { ReturnValues: 'ALL_NEW' }),
  'an empty transaction': transact(),
  'more than a hundred writes': transact(
    ...Array.from({ length: 101 }, (_, n) => ({
      Delete: { TableName, Key: { pk: S('MANY'), sk: S(String(n)) } },
    })),
  ),
  'an item twice in a transaction': transact(
    { Delete: { TableName, Key: key } },
    { Put: { TableName, Item: item } },
  ),
  'an item twice to write': {
    operation: 'BatchWriteItem',
    input: {
      RequestItems: {
        [TableName]: [{ DeleteRequest: { Key: key } }, { PutRequest: { Item: item } }],
      },
    },
  },
  'an item twice to read': {
    operation: 'BatchGetItem',
    input: { RequestItems: { [TableName]: { Keys: [key, key] } } },
  },
  'more than 25 writes': {
    operation: 'BatchWriteItem',
    input: {
      RequestItems: {
        [TableName]: Array.from({ length: 26 }, (_, n) => ({
          DeleteRequest: { Key: { pk: S('MANY'), sk: S(String(n)) } },
        })),
      },
    },
  },
});

/** In a transaction what only shows at the item is the reason of its place; the rest fails as ever. */
const canceled = cases('transaction', {
  'a number for a key': within(put({ sk: N('1') })),
  'a number for a key of an update': within({
    operation: 'UpdateItem',
    input: { ...update('SET n = s').input, Key: { pk: S('CASE'), sk: N('1') } },
  }),
  'a number for an index': within(put({ dueKey: N('1') })),
  'a source that is not there': within(update('SET n = nowhere')),
  'a number added to a text': within(update('ADD s :v', { ':v': N('1') })),
  'a place below nothing': within(update('SET nowhere.n = :n', { ':n': N('1') })),
  'an empty key': within(put({ sk: S('') })),
  'a wrong number': within(put({ n: N('x') })),
  'a value not used': within(when('n = :n', { ':n': N('5'), ':o': N('1') })),
  'half a condition': within(when('n =')),
});

export const refusals: Case[] = [
  ...[values, keys, placeholders, syntax, updates, searches, tablesAndSets, canceled],
].flat();
