/** Card orders as a traveller's browser makes them, and what Stripe and the outbox say of them. */
import { randomUUID } from 'node:crypto';
import { type Mail, readOutbox } from '../../infra/local/outbox.ts';
import {
  type Answer,
  type Call,
  call,
  control,
  finalStatuses,
  type Order,
  orderBody,
  stack,
  until,
} from './client.ts';
import { untilIdle } from './inside.ts';

export interface Checkout extends Order {
  payment: { clientSecret: string; publishableKey: string; amount: number; currency: string };
  /** Guests only. */
  link: { token: string; expiresAt: string } | null;
}

/** One for each order, so that its mails can be told from others. */
export const newEmail = (): string => `traveller-${randomUUID()}@example.com`;

/** As a guest, unless `as` says otherwise. */
export const checkOut = (more: object = {}, options: Call = {}): Promise<Answer<Checkout>> =>
  call<Checkout>('POST', '/api/v1/orders', {
    as: null,
    key: randomUUID(),
    body: orderBody({ email: newEmail(), ...more }),
    ...options,
  });

export const withLink = (path: string, { link }: Checkout): string =>
  `${path}?token=${encodeURIComponent(link?.token ?? '')}`;

/** A guest's order, read by its signed link. */
export const guestOrder = async (checkout: Checkout): Promise<Order> => {
  const path = withLink(`/api/v1/orders/${checkout.id}`, checkout);
  return (await call<Order>('GET', path, { as: null })).body;
};

export const untilSettled = (checkout: Checkout, seconds = 60): Promise<Order> =>
  until(
    () => guestOrder(checkout),
    ({ status }) => finalStatuses.includes(status),
    seconds,
  );

export const intentIdOf = ({ payment }: Checkout): string =>
  payment.clientSecret.split('_secret_')[0] ?? '';

export interface Intent {
  id: string;
  status: string;
  amount_received: number;
  decline: string | null;
  metadata: { orderId?: string };
}

const intents = () => control<Intent[]>('stripe', 'GET', '/intents');

export const intentsOf = async (orderId: string): Promise<Intent[]> =>
  (await intents()).filter(({ metadata }) => metadata.orderId === orderId);

/** What a card does is in its name; `amount_received` makes another sum come. */
export const payWith = (
  checkout: Checkout,
  how: { payment_method?: string; amount_received?: number } = {},
): Promise<Intent> => control('stripe', 'POST', `/intents/${intentIdOf(checkout)}/pay`, how);

interface StripeFigures {
  intentsCreated: number;
  intentsSucceeded: number;
  intentsCanceled: number;
  capturedMinor: { usd?: number };
  refundedMinor: { usd?: number };
  refunds: number;
}

/** What was really charged and given back, in one flat record. */
export async function stripeFigures() {
  const {
    capturedMinor,
    refundedMinor,
    intentsCreated,
    intentsSucceeded,
    intentsCanceled,
    refunds,
  } = await control<StripeFigures>('stripe', 'GET', '/statistics');
  return {
    ...{ intentsCreated, intentsSucceeded, intentsCanceled, refunds },
    captured: capturedMinor.usd ?? 0,
    refunded: refundedMinor.usd ?? 0,
  };
}

export interface ProviderFigures {
  orders: number;
  bundlesSold: number;
  esimsSold: number;
  spentMinor: number;
}

export async function providerFigures(): Promise<ProviderFigures> {
  const { orders, bundlesSold, esimsSold, spentMinor } = await control<ProviderFigures>(
    'esimGo',
    'GET',
    '/statistics',
  );
  return { orders, bundlesSold, esimsSold, spentMinor };
}

/** By how much each figure grew. */
export const grown = <T extends object>(before: T, after: T): T =>
  Object.fromEntries(
    Object.entries(after).map(([name, value]) => [
      name,
      Number(value) - Number(before[name as keyof T] ?? 0),
    ]),
  ) as T;

const mailers = ['notifications/order-mail', 'notifications/refund-mail'];

/** The mails to an address, once at least so many came and no more are under way. */
export async function mailsTo(email: string, atLeast = 1): Promise<Mail[]> {
  const read = () => readOutbox(stack().endpoint, email);
  await until(read, (mails) => mails.length >= atLeast);
  for (const mailer of mailers) await untilIdle(mailer);
  return read();
}
