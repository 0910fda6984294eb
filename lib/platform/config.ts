/**
 * The one file that reads process.env. Settings are read when first asked for, so importing a
 * module needs no environment; a missing setting is an error at its first use, never a default.
 */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`setting ${name} is missing`);
  return value;
}

export const optionalSetting = (name: string): string | undefined => process.env[name] || undefined;

export type Stage = 'local' | 'dev' | 'test' | 'stage' | 'prod';

/** Environment variable that carries a table's name; infra sets it for each granted table. */
export const tableSetting = (table: string): string => `TABLE_${table.toUpperCase()}`;
/** Environment variable that carries a secret's ARN; infra sets it for each granted secret. */
export const secretSetting = (secret: string): string =>
  `SECRET_${secret.toUpperCase().replaceAll('-', '_')}`;

/** Environment variable that carries a queue's URL, by the key of its consumer. */
export const queueSetting = (consumer: string): string =>
  `QUEUE_${consumer.toUpperCase().replaceAll(/[/-]/g, '_')}`;

/** How long each step of an order may take; seconds, set by stage in infra/stages.ts. */
export interface Timings {
  /** An unpaid card order is canceled after this. */
  paymentSeconds: number;
  /** A PAID or FAILED order whose event got lost is announced again after this. */
  announceSeconds: number;
  /** The provider takes one order in this time, from all of us together. */
  orderGapSeconds: number;
  /** Deadline of one provider order call; below the provisioning function's own time-out. */
  providerCallSeconds: number;
  /** No provisioning worker lives longer: after this an open attempt has lost its worker. */
  inFlightSeconds: number;
  /** After this a purchase that the provider does not list did not happen. */
  settleSeconds: number;
  /** A paid order that could not be delivered by then fails, and its money goes back. */
  giveUpSeconds: number;
}

let timingsRead: Timings | undefined;
export function timings(): Timings {
  timingsRead ??= JSON.parse(setting('TIMINGS')) as Timings;
  return timingsRead;
}
