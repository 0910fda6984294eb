import type { Context } from '../account/context.ts';
import { cancelIntent } from './cancel.ts';

/** An authorisation that nobody captured in time lapses. */
export function expireIntent(context: Context, id: string): void {
  const intent = context.account.intents.get(id);
  if (intent?.status === 'requires_capture') cancelIntent(context, intent, 'automatic');
}
