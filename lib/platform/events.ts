/**
 * Domain events: contracts and envelope. An event is the shadow of a committed state change; its id
 * is made from the entity and its version, so a repeated relay gives the same id and consumers
 * can tell a duplicate.
 */
import type * as z from 'zod';

export interface EventContract<S extends z.ZodType = z.ZodType> {
  /** e.g. 'order.paid'; the bus's detail-type. */
  type: string;
  version: number;
  description: string;
  data: S;
}

export const defineEvent = <S extends z.ZodType>(contract: EventContract<S>) => contract;

export interface DomainEvent<T = unknown> {
  /** evt_<entity>_<version>: the same for every repetition. */
  id: string;
  type: string;
  version: number;
  occurredAt: string;
  correlationId: string;
  data: T;
}

export function domainEvent<S extends z.ZodType>(
  contract: EventContract<S>,
  entity: { id: string; version: number; occurredAt: string; correlationId: string },
  data: z.infer<S>,
): DomainEvent<z.infer<S>> {
  return {
    id: `evt_${entity.id}_${entity.version}_${contract.type.split('.').at(-1)}`,
    type: contract.type,
    version: contract.version,
    occurredAt: entity.occurredAt,
    correlationId: entity.correlationId,
    data: contract.data.parse(data),
  };
}

export const eventSource = 'ttelgo';
