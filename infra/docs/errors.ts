/** Every error code. */
import { errorNames, errorRow } from '../../lib/platform/errors.ts';
import { code, pageOf, tableOf } from './markdown.ts';

export const errorsPage = (): string =>
  pageOf(
    'Error codes',
    'Codes and names never change their meaning. Families: 10xx general, 11xx access, 12xx rate, ' +
      '14xx vendor, 15xx order, 16xx payment, 17xx eSIM, 18xx catalogue, 20xx idempotency, ' +
      '21xx webhook.',
    tableOf(
      ['Code', 'Name', 'Status', 'Meaning', 'Retryable'],
      errorNames
        .map((name) => ({ name, ...errorRow(name) }))
        .sort((a, b) => a.code.localeCompare(b.code))
        .map(({ name, code: id, status, title, retryable }) => [
          code(id),
          code(name),
          String(status),
          title,
          retryable ? 'yes' : 'no',
        ]),
    ),
  );
