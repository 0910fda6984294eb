/**
 * A stored notice is applied to its eSIM: eSIM and inbox in one transaction, each conditioned on
 * what was read, so that a repeated or concurrent message changes nothing twice.
 */
import { applied, type EsimNotice } from '../esims/apply.ts';
import { changedEsim } from '../esims/items.ts';
import { esimByIccid } from '../esims/read.ts';
import { type InboxMessage, isHandled } from '../payments/inbox.ts';
import { handled, readInbox } from '../payments/items.ts';
import { transact } from '../platform/dynamodb.ts';
import { count, log } from '../platform/observability.ts';
import type { Provider } from '../providers/port.ts';

const triesMax = 3;

export interface Applying {
  provider: Pick<Provider, 'name' | 'parseCallback'>;
  clock: () => Date;
}

export async function applyNotice(eventId: string, deps: Applying): Promise<void> {
  const message = await readInbox(deps.provider.name, eventId);
  if (!message) throw new Error(`no inbox item ${eventId}`);
  if (isHandled(message)) return;
  const notice = deps.provider.parseCallback(Buffer.from(message.payload));
  switch (notice.kind) {
    case 'OTHER':
      return close(message, 'IGNORED', deps, `kind ${notice.type}`);
    case 'BALANCE_LOW':
      count('ProviderBalanceLow');
      log('warn', 'provider balance is low', { ...notice });
      return close(message, 'APPLIED', deps);
    default:
      return applyToEsim(message, notice, deps);
  }
}

async function applyToEsim(
  message: InboxMessage,
  notice: EsimNotice,
  deps: Applying,
): Promise<void> {
  for (let tried = 0; tried < triesMax; tried += 1) {
    const esim = await esimByIccid(notice.iccid);
    if (!esim) return close(message, 'IGNORED', deps, 'eSIM unknown');
    const after = applied(esim, notice, deps.clock());
    if (!after) return close(message, 'APPLIED', deps, 'nothing new');
    const outcome = await transact({
      esim: changedEsim(esim, after),
      inbox: handled(message, 'APPLIED', deps.clock()),
    });
    if (outcome.ok || outcome.refused.inbox) return;
    // Another notice moved the eSIM since it was read: look again.
  }
  throw new Error(`eSIM of notice ${message.eventId} keeps changing`);
}

/** Refused means that another run was faster, which is as good. */
async function close(
  message: InboxMessage,
  status: 'APPLIED' | 'IGNORED',
  deps: Applying,
  reason?: string,
): Promise<void> {
  await transact({ inbox: handled(message, status, deps.clock(), reason) });
}
