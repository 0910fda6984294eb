import { priceList, purchase } from './harness.ts';
import { readCatalogue } from './state/catalogue.ts';
import { placeOrder } from './state/place-order.ts';
import { defaultSettings } from './state/settings.ts';
import { settleWorld } from './state/settle.ts';
import { useData } from './state/usage.ts';
import { DAY_MS } from './state/wire.ts';
import { createWorld } from './state/world.ts';

describe('the provider without HTTP', () => {
  it('lives on a virtual clock and ends the same for the same seed', () => {
    const live = () => {
      const world = createWorld({
        settings: defaultSettings('key', null),
        balanceMinor: 10_000,
        catalogue: readCatalogue(priceList),
        seed: 'virtual',
      });
      const start = Date.UTC(2026, 0, 1);
      const order = placeOrder(world, purchase('esim_1GB_7D_NL_V2', 6), { sourceIp: '-' }, start);
      expect(order.status).toBe('processing');
      settleWorld(world, start + 3000);
      const [esim] = world.esims.values();
      if (!esim) throw new Error('no eSIM was delivered');
      useData(world, esim, 1_000_000, 'NL', start + DAY_MS);
      settleWorld(world, start + 9 * DAY_MS);
      expect(esim.assignments[0]?.state).toBe('expired');
      return JSON.stringify([...world.esims.values(), world.events]);
    };
    expect(live()).toBe(live());
  });
});
