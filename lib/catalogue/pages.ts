/** Reads the provider's whole catalogue. Complete or nothing: a part of a list proves no absence. */
import { type Provider, type ProviderBundle, ProviderUnavailable } from '../providers/port.ts';

/** Far above any catalogue (5,030 bundles are 101 pages of 50); a provider that never ends stops here. */
const pagesMax = 5_000;

export type CatalogueSource = Pick<Provider, 'cataloguePage'>;

export type CompleteListing =
  | { complete: true; offers: ProviderBundle[]; pages: number }
  | { complete: false; page: number; cause: string };

/** Page after page as the provider links them; its unavailability is a value, bugs are thrown. */
export async function completeListing(provider: CatalogueSource): Promise<CompleteListing> {
  const offers: ProviderBundle[] = [];
  let pages = 0;
  for (let page: number | undefined = 1; page !== undefined; ) {
    try {
      const { bundles, nextPage } = await provider.cataloguePage(page);
      if (nextPage !== undefined && (nextPage <= page || pages >= pagesMax))
        throw new ProviderUnavailable(`catalogue page ${page} leads to page ${nextPage}`);
      for (const bundle of bundles) offers.push(bundle);
      pages += 1;
      page = nextPage;
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      return { complete: false, page: page ?? 0, cause: error.message };
    }
  }
  return { complete: true, offers, pages };
}
