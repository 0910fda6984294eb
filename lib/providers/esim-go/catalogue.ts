/** Pages of GET /catalogue. The contract forbids constant polling: the caller caches. */
import { type CataloguePage, ProviderUnavailable } from '../port.ts';
import { askForContent } from './client.ts';
import type { Connection } from './connection.ts';
import { envelope } from './decode.ts';
import { bundleOf } from './map-bundle.ts';

const perPage = 200;
const pagesMax = 500;

/**
 * The last page is the empty one, or one with more entries than asked for (paging was ignored).
 * A short page is none: the provider may cap `perPage` below ours, which is not documented.
 */
export async function cataloguePage(connection: Connection, page: number): Promise<CataloguePage> {
  const content = await askForContent(connection, {
    path: '/catalogue',
    query: [
      ['page', page],
      ['perPage', perPage],
    ],
  });
  const entries = envelope(content, 'bundles');
  if (entries === undefined || page > pagesMax) {
    throw new ProviderUnavailable('eSIM Go: no catalogue page');
  }
  return {
    bundles: entries.flatMap((entry) => bundleOf(entry, connection.currency) ?? []),
    nextPage: entries.length === 0 || entries.length > perPage ? undefined : page + 1,
  };
}
