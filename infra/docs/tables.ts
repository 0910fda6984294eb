/** The tables, from their one declaration. */
import { type IndexSpec, type TableSpec, tableNames, tables } from '../../lib/platform/tables.ts';
import { code, pageOf, tableOf } from './markdown.ts';

export const tablesPage = (): string =>
  pageOf(
    'Tables',
    'Every table has the string keys `pk` and `sk`. The `items.ts` of each domain makes its keys.',
    tableOf(
      ['Table', 'Holds', 'Indexes', 'Expires by', 'Stream'],
      tableNames.map((name) => {
        const { purpose, indexes, ttl, stream }: TableSpec = tables[name];
        return [
          name,
          purpose,
          Object.entries(indexes).map(indexText).join('; '),
          ttl === undefined ? '' : code(ttl),
          stream ? 'yes' : 'no',
        ];
      }),
    ),
  );

const indexText = ([name, { pk, sk, projection }]: [string, IndexSpec]): string =>
  `${name}: ${code(pk)} / ${code(sk)}, ${projection}`;
