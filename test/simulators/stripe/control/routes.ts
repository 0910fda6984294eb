import type Stripe from 'stripe';
import { z } from 'zod';
import { resetAccount } from '../account/account.ts';
import { automatic } from '../account/context.ts';
import { makeId } from '../account/ids.ts';
import { defaultSettings, patchSettings, type WebhookStart } from '../account/settings.ts';
import { faultSchema } from '../api/fault-order.ts';
import { addFault } from '../api/faults.ts';
import type { Serving } from '../api/serve.ts';
import { closeDispute, openDispute } from '../disputes/dispute.ts';
import { publish } from '../events/emit.ts';
import { settleRefund } from '../refunds/settle.ts';
import { eventsWithDelivery, release, resend } from './deliveries.ts';
import { ControlError } from './error.ts';
import { briefIntent, complete, pay } from './pay.ts';
import {
  closeSchema,
  completeSchema,
  disputeSchema,
  eventSchema,
  nothing,
  paySchema,
  refundFailSchema,
  refundMoveSchema,
  releaseSchema,
  resendSchema,
} from './schemas.ts';
import { statistics } from './statistics.ts';

export interface Control extends Serving {
  webhookStart: WebhookStart | undefined;
}

export interface ControlRoute {
  method: string;
  template: string;
  run: (control: Control, body: unknown, id: string) => object;
}

/** Ties a body schema to what is done with the parsed body. */
function on<S extends z.ZodType>(
  method: string,
  path: string,
  schema: S,
  act: (control: Control, body: z.infer<S>, id: string) => object,
): ControlRoute {
  const run: ControlRoute['run'] = (control, body, id) => {
    const parsed = schema.safeParse(body);
    if (parsed.success) return act(control, parsed.data, id);
    throw new ControlError(400, z.prettifyError(parsed.error));
  };
  return { method, template: `/__control${path}`, run };
}

const inspection: ControlRoute[] = [
  on('GET', '/health', nothing, () => ({ ok: true })),
  on('GET', '/statistics', nothing, ({ account }) => statistics(account)),
  on('GET', '/intents', nothing, ({ account }) => [...account.intents.values()].map(briefIntent)),
  on('GET', '/events', nothing, ({ account }) => eventsWithDelivery(account)),
  on('GET', '/settings', nothing, ({ account }) => account.settings),
  on('GET', '/faults', nothing, ({ account }) => account.faults),
];

const steering: ControlRoute[] = [
  on('PUT', '/settings', z.record(z.string(), z.unknown()), (control, patch) => {
    const { account, webhookStart } = control;
    const patched = patchSettings(account.settings, patch, defaultSettings(webhookStart));
    if (!patched.success) throw new ControlError(400, z.prettifyError(patched.error));
    account.settings = patched.data;
    return account.settings;
  }),
  on('POST', '/faults', faultSchema, ({ account }, order) => addFault(account, order)),
  on('DELETE', '/faults', nothing, ({ account }) => {
    account.faults = [];
    return [];
  }),
  on('POST', '/reset', nothing, ({ account, webhookStart }) => {
    resetAccount(account, webhookStart);
    return { ok: true };
  }),
];

const world: ControlRoute[] = [
  on('POST', '/intents/{id}/pay', paySchema, ({ account, clock }, body, id) =>
    pay(account, id, body, clock()),
  ),
  on('POST', '/intents/{id}/complete-action', completeSchema, ({ account, clock }, body, id) =>
    complete(account, id, body, clock()),
  ),
  on('POST', '/refunds/{id}/fail', refundFailSchema, ({ account, clock }, body, id) =>
    settleRefund(automatic(account, clock()), id, 'failed', body.failure_reason),
  ),
  on('POST', '/refunds/{id}/move', refundMoveSchema, ({ account, clock }, body, id) =>
    settleRefund(automatic(account, clock()), id, body.status),
  ),
  on('POST', '/charges/{id}/dispute', disputeSchema, ({ account, clock }, body, id) => {
    const charge = account.charges.get(id);
    if (charge === undefined) throw new ControlError(404, `no such charge: ${id}`);
    return openDispute(automatic(account, clock()), charge, body.reason);
  }),
  on('POST', '/disputes/{id}/close', closeSchema, ({ account, clock }, body, id) =>
    closeDispute(automatic(account, clock()), id, body.outcome),
  ),
];

const events: ControlRoute[] = [
  on('POST', '/events', eventSchema, ({ account, clock }, body) => {
    const { object, previous_attributes, ...rest } = body;
    const data: Stripe.Event.Data = { object };
    if (previous_attributes !== undefined) data.previous_attributes = previous_attributes;
    return publish(automatic(account, clock()), {
      object: 'event',
      pending_webhooks: 0,
      request: null,
      data,
      livemode: rest.livemode,
      id: rest.id ?? makeId(account.random, 'evt'),
      type: rest.type as Stripe.Event.Type,
      created: rest.created ?? Math.floor(clock() / 1000),
      api_version: rest.api_version ?? account.settings.webhook.apiVersion,
    });
  }),
  on('POST', '/events/{id}/resend', resendSchema, ({ account, clock }, body, id) => {
    resend(account, id, body.times, clock());
    return { resent: body.times };
  }),
  on('POST', '/events/release', releaseSchema, ({ account, clock }, body) => ({
    released: release(account, body.order, body.only, clock()),
  })),
];

export const controlRoutes: ControlRoute[] = [...inspection, ...steering, ...world, ...events];
