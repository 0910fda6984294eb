/** Watches every change as it is committed, and judges each once. */
import type { Machine } from '../runtime/machine.ts';
import { rowOf } from './gather.ts';
import {
  claimChangeViolations,
  orderChangeViolations,
  paymentChangeViolations,
} from './invariants/arrows.ts';
import { isFinal } from './invariants/ends.ts';
import { type Row, text, type Violation } from './invariants/evidence.ts';

export interface Watch {
  violations: Violation[];
  /** How long each order took from paid to completed, and how many eSIMs it has. */
  completions: { ms: number; atMs: number; esims: number }[];
  /** Orders that are neither final nor in review. */
  open: Set<string>;
}

type Judge = (before: Row | undefined, after: Row | undefined) => Violation[];

export function watchChanges(machine: Machine): Watch {
  const watch: Watch = { violations: [], completions: [], open: new Set() };
  const reviewed = new Set<string>();
  const judges = new Map<string, (key: { pk: string; sk: string }) => Judge | undefined>([
    [
      machine.tableName('orders'),
      ({ pk, sk }) => {
        if (sk === 'ORDER') return orderChangeViolations;
        return pk.startsWith('CLAIM#') ? claimChangeViolations : undefined;
      },
    ],
    [
      machine.tableName('payments'),
      ({ sk }) => (sk === 'PAYMENT' ? paymentChangeViolations : undefined),
    ],
  ]);
  machine.store.subscribe((table, { dynamodb }) => {
    const key = { pk: dynamodb?.Keys?.pk?.S ?? '', sk: dynamodb?.Keys?.sk?.S ?? '' };
    const about = dynamodb?.NewImage?.orderId?.S;
    if (key.sk === 'REVIEW' && about !== undefined) {
      reviewed.add(about);
      watch.open.delete(about);
    }
    const judge = judges.get(table)?.(key);
    if (!judge) return;
    const before = dynamodb?.OldImage && rowOf(dynamodb.OldImage as never);
    const after = dynamodb?.NewImage && rowOf(dynamodb.NewImage as never);
    watch.violations.push(...judge(before, after));
    if (after?.sk === 'ORDER' && !reviewed.has(text(after, 'id'))) {
      if (isFinal(after)) watch.open.delete(text(after, 'id'));
      else watch.open.add(text(after, 'id'));
    }
    if (after?.sk === 'ORDER' && after.status === 'COMPLETED' && before?.status !== 'COMPLETED')
      watch.completions.push({
        ms: Date.parse(text(after, 'completedAt')) - Date.parse(text(after, 'paidAt')),
        atMs: machine.now(),
        esims: Number(after.quantity),
      });
  });
  return watch;
}
