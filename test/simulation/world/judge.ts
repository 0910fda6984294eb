/** All invariants together: those that hold at every moment, and those that hold when all is quiet. */
import { cardViolations, finalCardViolations } from './invariants/cards.ts';
import { reviewViolations } from './invariants/ends.ts';
import type { Evidence, Violation } from './invariants/evidence.ts';
import { ledgerViolations } from './invariants/ledger.ts';
import { requestViolations } from './invariants/requests.ts';
import { finalSaleViolations, saleViolations } from './invariants/sales.ts';
import { finalTellingViolations } from './invariants/told.ts';
import { topUpViolations } from './invariants/top-ups.ts';

export const momentViolations = (evidence: Evidence): Violation[] => [
  ...ledgerViolations(evidence.books),
  ...saleViolations(evidence),
  ...topUpViolations(evidence.books),
  ...cardViolations(evidence),
  ...requestViolations(evidence),
  ...reviewViolations(evidence.books),
];

export const finalViolations = (evidence: Evidence): Violation[] => [
  ...finalSaleViolations(evidence),
  ...finalCardViolations(evidence),
  ...finalTellingViolations(evidence),
];
