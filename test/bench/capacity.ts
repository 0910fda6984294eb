/** Units of one vendor order, by step: our own arithmetic beside the emulator's report. */
import { realOffers } from '../unit/catalogue/offers.ts';
import { agreement, aimTable, itemTable, runTable, stepTable } from './capacity/report.ts';
import { readings, repeatsAndRefusals, runOf, type Shop, variants } from './capacity/runs.ts';
import { authorized, aVendor, bundleCode, wholeOrder } from './capacity/story.ts';
import { watch } from './capacity/units/watch.ts';
import type { Progress } from './machine.ts';
import { startWorld, synced } from './world.ts';

export async function run(progress: Progress): Promise<string> {
  const world = await startWorld();
  try {
    progress('catalogue and vendor');
    const shop = await open(world);
    progress('one order');
    // The provider's headers teach its gate once.
    await wholeOrder(shop.watch, shop.key, {});
    shop.watch.seen.length = 0;
    const one = await runOf(shop.watch, 'one eSIM', () => wholeOrder(shop.watch, shop.key, {}));
    progress('other orders, repeats, refusals');
    const others = await variants(shop);
    const ended = await repeatsAndRefusals(shop);
    progress('reads');
    const reads = await readings(shop);
    return [
      aimTable(one),
      stepTable(one),
      itemTable(one),
      runTable('Other orders, authorizer to webhook', [one, ...others]),
      runTable('Requests that change nothing, acceptance only', ended),
      runTable('Reads of a vendor, without the authorizer', reads),
      agreement([one, ...others, ...ended, ...reads].flatMap(({ seen }) => seen)),
    ].join('\n\n');
  } finally {
    await world.stop();
  }
}

async function open({ control, receiverUrl }: Awaited<ReturnType<typeof startWorld>>) {
  // How long the provider takes is not measured here.
  await control('PUT', '/settings', { rateLimitPerSecond: 1000, asyncSeconds: 0.5 });
  const offers = realOffers();
  const longest = offers.reduce((a, b) => (a.code.length < b.code.length ? b : a));
  await synced([longest, ...offers.filter(({ code }) => code === bundleCode)]);
  const { key } = await aVendor(receiverUrl);
  const poor = await aVendor(receiverUrl, 0);
  const shop: Shop = {
    watch: watch(),
    key,
    authorizer: await authorized(key),
    poor: await authorized(poor.key),
    longestCode: longest.code,
    retire: (bundle, retired) => control('POST', `/bundles/${bundle}`, { retired }),
  };
  return shop;
}
