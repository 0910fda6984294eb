/** What happens in a seed beside orders: suspensions, new prices, a withdrawn bundle, money for the poor. */

import { accountKey } from '../../../lib/ledger/items.ts';
import { transact } from '../../../lib/platform/dynamodb.ts';
import { creditWallet } from '../../../lib/vendors/create.ts';
import { alterBundle } from '../../simulators/esim-go/state/catalogue.ts';
import { type Street, sleep } from './client.ts';
import { diceOf } from './dice.ts';
import type { Scene } from './scene.ts';
import type { Shop, ShopVendor } from './shop.ts';

/** Schedules them all; `startMs` is when the orders begin. */
export function scheduleLife(street: Street, seed: number, scene: Scene, shop: Shop): void {
  const { machine } = street;
  const startMs = machine.now();
  const dice = diceOf(seed, 'life');
  for (const [index, vendor] of shop.vendors.entries()) {
    machine.at(startMs + dice.within(0.1, 0.9) * scene.spanMs, () =>
      suspend(street, index, vendor),
    );
    const topUpAt = startMs + dice.within(0.3, 0.9) * scene.spanMs;
    if (vendor.plan.topUp > 0) machine.at(topUpAt, () => topUp(vendor));
  }
  for (let change = 0; change < 3; change += 1) {
    const { code } = dice.oneOf(scene.bundles);
    const factor = dice.within(0.8, 1.3);
    machine.at(startMs + dice.within(0.1, 0.9) * scene.spanMs, () =>
      changePrice(street, code, factor),
    );
  }
  const { retired } = scene;
  if (retired)
    machine.at(startMs + retired.atMs, () => {
      alterBundle(machine.provider.simulation.world, retired.code, { retired: true });
    });
}

/** A suspension closes the wallet, in the middle of whatever is under way. */
async function suspend(street: Street, index: number, { vendor }: ShopVendor): Promise<void> {
  const { faults } = street;
  const site = `vendor-${index}`;
  if (!faults.strikes('vendor-suspended', site)) return;
  await setOrdering(vendor.id, 'CLOSED');
  await sleep(street, faults.between('vendor-suspended', site, 30_000, 600_000));
  await setOrdering(vendor.id, 'OPEN');
}

const setOrdering = (vendorId: string, ordering: 'OPEN' | 'CLOSED') =>
  stubbornly(() =>
    transact({
      wallet: {
        update: 'ledger',
        key: accountKey(vendorId),
        set: 'SET ordering = :ordering',
        condition: 'attribute_exists(pk)',
        values: { ':ordering': ordering },
      },
    }),
  );

/** A crash between call and answer may have credited: a second try would credit twice, so there is none. */
const topUp = async ({ vendor, plan }: ShopVendor): Promise<void> => {
  const why = { kind: 'TOP_UP' as const, reason: 'more' };
  await creditWallet(vendor, plan.topUp, why, new Date()).catch(() => undefined);
};

/** The provider's price moves; our own follows with the next catalogue sync. */
async function changePrice({ machine, faults }: Street, code: string, factor: number) {
  if (!faults.strikes('price-changed', code)) return;
  const { world } = machine.provider.simulation;
  const bundle = world.catalogue.get(code);
  if (!bundle) return;
  alterBundle(world, code, { price: Math.max(0.5, Math.round(bundle.priceMinor * factor) / 100) });
  await machine.invokeJob('catalogue/sync').catch(() => undefined);
}

async function stubbornly(work: () => Promise<unknown>): Promise<void> {
  for (let tried = 1; tried <= 20; tried += 1) {
    try {
      await work();
      return;
    } catch {
      // Setting a state twice is harmless.
    }
  }
}
