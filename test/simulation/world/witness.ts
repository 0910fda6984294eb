/** What the buyers themselves saw: every key that they used, and every answer to it. */
import type { Purchase } from './invariants/evidence.ts';

export interface Answer {
  status: number;
  orderId?: string | undefined;
}

export interface WitnessedPurchase extends Purchase {
  answers: Answer[];
  otherQuantity?: number | undefined;
  otherBody: Answer[];
}

export interface Witness {
  purchases: WitnessedPurchase[];
  begin(wish: Omit<Purchase, 'answers' | 'otherBody'>): WitnessedPurchase;
}

export function openWitness(): Witness {
  const purchases: WitnessedPurchase[] = [];
  return {
    purchases,
    begin(wish) {
      const purchase: WitnessedPurchase = { ...wish, answers: [], otherBody: [] };
      purchases.push(purchase);
      return purchase;
    },
  };
}
