/** A request, and what those who make it may look at. */
import type { Row } from './attributes.ts';

export interface Request {
  operation: string;
  input: object;
}

/** How an item stands now. */
export type Look = (table: string, key: Row) => Row | undefined;
