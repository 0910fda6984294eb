import type { World } from './world.ts';

export function statisticsOf(world: World) {
  const purchases = world.orders.filter((order) => order.kind === 'purchase');
  const done = purchases.filter((order) => order.status === 'completed');
  const lines = done.flatMap((order) => order.lines);
  return {
    orders: done.length,
    ordersPending: purchases.length - done.length,
    linesSold: lines.length,
    linesPending: purchases.flatMap((order) => order.lines).length - lines.length,
    bundlesSold: lines.reduce((sum, line) => sum + line.quantity, 0),
    esimsSold: world.esims.size,
    spentMinor: purchases.reduce((sum, order) => sum + order.totalMinor, 0),
    ...world.tally,
    balanceMinor: world.balanceMinor,
  };
}
