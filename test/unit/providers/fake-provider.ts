/**
 * A second provider, in memory, of the other kind: it recognises a repeated attempt id. It proves
 * that the port and its suite ask nothing that only eSIM Go has (requirement R3).
 */
import type { Mishap, ProviderHarness } from '../../../lib/providers/contract.ts';
import {
  type OrderLine,
  type PlacedOrder,
  type PlaceOutcome,
  type Provider,
  type ProviderName,
  ProviderUnavailable,
  type RefusalReason,
} from '../../../lib/providers/port.ts';

const price = { amount: 250, currency: 'EUR' as const };
const bundleCode = 'FAKE-1GB';
const misfitCode = 'FAKE-OTHER-PROFILE';
const signature = { 'x-fake': 'signed' };

interface World {
  orders: Map<string, PlacedOrder>;
  mishap: Mishap | undefined;
  poor: boolean;
  open: boolean;
}

export function fakeHarness(): ProviderHarness {
  const world: World = { orders: new Map(), mishap: undefined, poor: false, open: true };
  return {
    provider: fakeProvider(world),
    bundleCode,
    price,
    purchases: async () => world.orders.size,
    next: async (mishap) => {
      world.mishap = mishap;
    },
    emptyBalance: async () => {
      world.poor = true;
    },
    misfit: async () => misfitCode,
    revokeAccess: async () => {
      world.open = false;
    },
    usageCallback: (iccid) => {
      const rawBody = Buffer.from(`usage ${iccid}`);
      return { rawBody, headers: { ...signature, of: rawBody.toString('hex') } };
    },
    close: async () => {},
  };
}

function fakeProvider(world: World): Provider {
  const all = () => {
    if (!world.open) throw new ProviderUnavailable('fake: access revoked');
    return [...world.orders.values()];
  };
  return {
    name: 'fake' as ProviderName,
    orderIdempotency: 'native',
    cataloguePage: async () => ({ bundles: [bundle()], nextPage: undefined }),
    quote: async (lines) => {
      const reason = refusal(world, lines);
      return reason
        ? { outcome: 'REFUSED', reason }
        : { outcome: 'FEASIBLE', total: { ...price, amount: price.amount * items(lines) } };
    },
    place: async (attemptId, lines) => place(world, attemptId, lines),
    findOrders: async ({ from, to }) =>
      all().filter(({ createdAt }) => new Date(createdAt) >= from && new Date(createdAt) <= to),
    order: async (reference) => all().find((order) => order.reference === reference),
    isCompatible: async (iccid, code) => code === bundleCode && salesOf(all(), iccid).length > 0,
    esim: async (iccid) => {
      const bundles = salesOf(all(), iccid).map(({ reference }) => assignment(reference));
      return bundles.length > 0
        ? { iccid, installed: false, status: 'CREATED', bundles }
        : undefined;
    },
    verifyCallback: async (rawBody, headers) => headers.of === rawBody.toString('hex'),
    parseCallback: (rawBody) => {
      const [word, iccid] = rawBody.toString().split(' ');
      if (word !== 'usage' || iccid === undefined) return { kind: 'OTHER', type: 'unreadable' };
      const { initialBytes, remainingBytes } = assignment();
      const times = { startsAt: null, endsAt: null };
      return { kind: 'USAGE', iccid, bundleCode, initialBytes, remainingBytes, ...times };
    },
  };
}

const salesOf = (orders: PlacedOrder[], iccid: string): PlacedOrder[] =>
  orders.filter(({ lines }) => lines.some(({ esims }) => esims.some((it) => it.iccid === iccid)));

function place(world: World, attemptId: string, lines: OrderLine[]): PlaceOutcome {
  const { mishap } = world;
  world.mishap = undefined;
  const retryAfterMs = 1_000;
  if (!world.open) return { outcome: 'NOT_PLACED', cause: 'UNAUTHORISED', retryAfterMs };
  if (mishap === 'rate limited')
    return { outcome: 'NOT_PLACED', cause: 'RATE_LIMITED', retryAfterMs };
  if (mishap === 'request lost' || mishap === 'overloaded before buying') {
    return { outcome: 'UNKNOWN', cause: mishap };
  }
  const reason = refusal(world, lines);
  if (reason) return { outcome: 'REFUSED', reason };
  // In this fake every test is one attempt, so the id is made unique by the number of orders.
  const order = sale(`${attemptId}-${world.orders.size}`, lines);
  world.orders.set(order.reference, order);
  if (mishap === undefined) return { outcome: 'PLACED', order };
  if (mishap !== 'delivers too little') return { outcome: 'UNKNOWN', cause: mishap };
  const short = order.lines.map((line) => ({ ...line, esims: line.esims.slice(1) }));
  return { outcome: 'PLACED', order: { ...order, status: 'PENDING', lines: short } };
}

function sale(reference: string, lines: OrderLine[]): PlacedOrder {
  return {
    reference,
    createdAt: new Date().toISOString(),
    status: 'COMPLETED',
    total: { ...price, amount: price.amount * items(lines) },
    lines: lines.map(({ quantity, iccids }) => ({
      bundleCode,
      quantity,
      esims: Array.from({ length: quantity }, (_, index) => ({
        iccid: iccids?.[index] ?? `${8900000000000000001n + BigInt(index)}`,
        smdpAddress: 'smdp.example',
        matchingId: `FAKE-${index}`,
      })),
    })),
  };
}

function refusal({ poor, orders }: World, lines: OrderLine[]): RefusalReason | undefined {
  if (lines.some(({ quantity }) => quantity < 1)) return 'INVALID_ORDER';
  const isForeign = (iccid: string) => salesOf([...orders.values()], iccid).length === 0;
  if (lines.some(({ iccids = [] }) => iccids.some(isForeign))) return 'INVALID_ORDER';
  if (lines.some((line) => line.bundleCode === misfitCode && line.iccids)) return 'INVALID_ORDER';
  if (lines.some((line) => line.bundleCode !== bundleCode)) return 'BUNDLE_UNKNOWN';
  return poor ? 'INSUFFICIENT_FUNDS' : undefined;
}

const items = (lines: OrderLine[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);

const assignment = (assignmentId = '1') => ({
  assignmentId,
  bundleCode,
  initialBytes: 1_000_000_000,
  remainingBytes: 1_000_000_000,
  startsAt: null,
  endsAt: null,
});

const bundle = () => ({
  code: bundleCode,
  description: 'One gigabyte',
  groups: [],
  countries: [],
  roaming: [],
  dataBytes: 1_000_000_000,
  durationDays: 7,
  speeds: [],
  autostart: false,
  cost: price,
});
