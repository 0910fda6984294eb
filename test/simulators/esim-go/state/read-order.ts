import { isObject, type Json } from './json.ts';
import { refuse } from './refusal.ts';

export interface LineRequest {
  item: string;
  quantity: number;
  iccids: string[] | null;
  allowReassign: boolean;
}

export interface OrderRequest {
  assign: boolean;
  profileId: string | null;
  lines: LineRequest[];
}

export function readOrder(body: unknown): OrderRequest {
  if (!isObject(body)) refuse(400, 'body must be a JSON object');
  const { type, assign = false, order, profileID = null } = body;
  if (type !== 'validate' && type !== 'transaction') {
    refuse(400, 'type must be validate or transaction');
  }
  if (typeof assign !== 'boolean') refuse(400, 'assign must be a boolean');
  if (!Array.isArray(order) || order.length === 0) refuse(400, 'order must be a non-empty array');
  if (profileID !== null && typeof profileID !== 'string')
    refuse(400, 'profileID must be a string');
  if (profileID !== null && !assign) refuse(400, 'profileID needs assign');
  return { assign, profileId: profileID, lines: order.map((line) => readLine(line, assign)) };
}

function readLine(line: unknown, assign: boolean): LineRequest {
  if (!isObject(line)) refuse(400, 'order line must be an object');
  const { type, item, quantity, allowReassign = false } = line;
  if (type !== 'bundle') refuse(400, 'order line type must be bundle');
  if (typeof item !== 'string' || item === '') refuse(400, 'item must be a bundle name');
  if (!Number.isSafeInteger(quantity) || Number(quantity) < 1) {
    refuse(400, 'quantity must be a positive integer');
  }
  if (typeof allowReassign !== 'boolean') refuse(400, 'allowReassign must be a boolean');
  const iccids = readIccids(line);
  if (iccids && !assign) refuse(400, 'iccids need assign');
  if (iccids && iccids.length !== quantity) refuse(400, 'quantity must equal the number of iccids');
  return { item, quantity: Number(quantity), iccids, allowReassign };
}

/** An empty list means the same as none: new eSIMs. */
function readIccids({ iccids }: Json): string[] | null {
  if (iccids === undefined || iccids === null) return null;
  const good = Array.isArray(iccids) && iccids.every((iccid) => typeof iccid === 'string');
  if (!good) refuse(400, 'iccids must be an array of strings');
  return iccids.length === 0 ? null : iccids;
}
