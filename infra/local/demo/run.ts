/** The demo's chapters, in order. */
import type { StackDetails } from '../stack-file.ts';
import { cardOrder } from './card-order.ts';
import { proof, readOutside } from './proof.ts';
import { refusedOrder } from './refused-order.ts';
import { createReport, type Listener } from './report.ts';
import { vendorOrder } from './vendor-order.ts';

export async function runDemo(stack: StackDetails, listener: Listener) {
  const startedAt = new Date().toISOString();
  const startedMs = performance.now();
  const report = createReport(listener);
  const { chapter } = report;
  const before = await readOutside(stack);
  const vendor = await chapter('A vendor buys from its wallet', () => vendorOrder(stack, report));
  const card = await chapter('A traveller buys by card', () => cardOrder(stack, report));
  await chapter('The provider refuses for good', () => refusedOrder(stack, report));
  const ledger = await chapter('Proof', async () => {
    if (!vendor || !card) throw new Error('an order before did not complete');
    return proof(stack, report, { before, vendor, card });
  });
  return {
    ok: report.checks.every(({ ok }) => ok),
    startedAt,
    durationMs: Math.round(performance.now() - startedMs),
    baseUrl: stack.baseUrl,
    steps: report.steps,
    checks: report.checks,
    ledger: ledger ?? null,
  };
}
