import { createHmac } from 'node:crypto';
import { isObject, type Json } from '../state/json.ts';
import type { CallbackSettings } from '../state/settings.ts';
import { timestamp } from '../state/wire.ts';
import type { ProviderEvent, World } from '../state/world.ts';

const ANSWER_TIMEOUT_MS = 10_000;
const SHUFFLE_WINDOW_MS = 50;
const V3_ONLY = ['id', 'reference', 'description', 'unlimited'];

interface Delivery {
  at: string;
  url: string;
  body: string;
  signature: string | null;
  /** null: no answer at all. */
  status: number | null;
}

export interface Courier {
  /** Sends what the world has to tell, with the losses and disorder the settings ask for. */
  dispatch(world: World): void;
  send(
    world: World,
    body: string,
    settings: CallbackSettings,
    signature?: string | null,
  ): Promise<Delivery>;
  deliveries(): Delivery[];
  close(): void;
}

export function createCourier(): Courier {
  const log: Delivery[] = [];
  const closing = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();
  let shuffled: (() => Promise<unknown>)[] = [];

  const send: Courier['send'] = async (world, body, settings, forced) => {
    const url = settings.url ?? '';
    const signature = forced === undefined ? sign(world, body, settings) : forced;
    world.tally.callbacksSent += 1;
    const status = await post(url, body, signature, closing.signal);
    const delivery = { at: timestamp(Date.now()), url, body, signature, status };
    log.push(delivery);
    return delivery;
  };
  const flush = () => {
    const batch = shuffled;
    shuffled = [];
    for (const task of batch) void task();
  };

  return {
    send,
    dispatch(world) {
      const { callback } = world.settings;
      const tasks = outgoing(world, callback).map((body) => () => send(world, body, callback));
      if (!callback.shuffle) {
        for (const task of tasks) queue = queue.then(task);
        return;
      }
      if (shuffled.length === 0 && tasks.length > 0) setTimeout(flush, SHUFFLE_WINDOW_MS).unref();
      for (const task of tasks) {
        shuffled.splice(Math.floor(world.chance() * (shuffled.length + 1)), 0, task);
      }
    },
    deliveries: () => log,
    close: () => closing.abort(),
  };
}

/** Takes the events out of the world; without a URL they are gone, as for an organisation that set none. */
function outgoing(world: World, callback: CallbackSettings): string[] {
  const events = world.events.splice(0);
  if (!callback.url) return [];
  return events.flatMap((event) => {
    if (world.chance() < callback.loss) return [];
    const body = render(event, callback);
    return world.chance() < callback.duplicates ? [body, body] : [body];
  });
}

function render({ body }: Pick<ProviderEvent, 'body'>, callback: CallbackSettings): string {
  const text = JSON.stringify(callback.version === 'V2' ? withoutV3(body) : body);
  return callback.numericIccid ? text.replace(/"iccid":"(\d+)"/g, '"iccid":$1') : text;
}

function withoutV3(body: Json): Json {
  if (!isObject(body.bundle)) return body;
  const kept = Object.entries(body.bundle).filter(([key]) => !V3_ONLY.includes(key));
  return { ...body, bundle: Object.fromEntries(kept) };
}

/** V3 signs the raw body with the API key; V2 sends no signature. */
function sign(world: World, body: string, { version, encoding }: CallbackSettings): string | null {
  if (version === 'V2') return null;
  return createHmac('sha256', world.settings.apiKey).update(body).digest(encoding);
}

async function post(url: string, body: string, signature: string | null, closing: AbortSignal) {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        ...(signature === null ? {} : { 'X-Signature-SHA256': signature }),
      },
      body,
      signal: AbortSignal.any([closing, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return null;
  }
}
