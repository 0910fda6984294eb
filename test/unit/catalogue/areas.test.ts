import fc from 'fast-check';
import { CountryView, countriesOf, RegionView, regionsOf } from '../../../lib/catalogue/areas.ts';
import { offer } from './offers.ts';
import { contents, countries, ivoryCoast, offers, shelved } from './shelf.ts';

test('a country counts the bundles that cover it and names the cheapest of them', () => {
  fc.assert(
    fc.property(offers, (all) => {
      const priced = contents(all).filter(({ prices }) => prices.RETAIL !== undefined);
      const expected = countries.flatMap(({ iso }) => {
        const covering = priced.filter((content) => content.countries.includes(iso));
        const priceFrom = Math.min(...covering.map(({ prices }) => prices.RETAIL as number));
        return covering.length === 0 ? [] : [{ code: iso, count: covering.length, priceFrom }];
      });
      const found = countriesOf(shelved(all), 'RETAIL').map((view) => CountryView.parse(view));
      const told = found.map(({ code, bundleCount, priceFrom }) => ({
        ...{ code, count: bundleCount, priceFrom: priceFrom.amount },
      }));
      expect(new Set(told)).toEqual(new Set(expected));
      expect(told).toHaveLength(expected.length);
    }),
  );
});

test('a region counts a bundle once, however many of its countries it covers', () => {
  fc.assert(
    fc.property(offers, (all) => {
      const priced = contents(all).filter(({ prices }) => prices.GOLD !== undefined);
      for (const view of regionsOf(shelved(all), 'GOLD')) {
        const covering = priced.filter(({ regions }) => regions.includes(view.code));
        const cheapest = Math.min(...covering.map(({ prices }) => prices.GOLD as number));
        expect([view.bundleCount, view.priceFrom.amount]).toEqual([covering.length, cheapest]);
      }
      const regions = new Set(priced.flatMap((content) => content.regions));
      expect(new Set(regionsOf(shelved(all), 'GOLD').map(({ code }) => code))).toEqual(regions);
    }),
  );
});

const listing = shelved([offer('a', { countries }), offer('b', { countries: [ivoryCoast] })]);

test('countries and regions stand in the order of their names', () => {
  const names = countriesOf(listing, 'RETAIL').map(({ name }) => name);
  expect(names).toEqual(['Côte d’Ivoire', 'France', 'Germany', 'Japan', 'United States']);
  const regions = regionsOf(listing, 'RETAIL').map((view) => RegionView.parse(view));
  expect(regions.map(({ code, name }) => [code, name])).toEqual([
    ...[
      ['AFRICA', 'Africa'],
      ['ASIA', 'Asia'],
      ['EUROPE', 'Europe'],
    ],
    ['NORTH_AMERICA', 'North America'],
  ]);
});

test('an empty catalogue has no places', () => {
  expect([countriesOf(shelved([]), 'RETAIL'), regionsOf(shelved([]), 'RETAIL')]).toEqual([[], []]);
});
