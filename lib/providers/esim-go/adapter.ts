/** eSIM Go (API v2.4 and v2.5) behind the provider port. */
import type { Provider } from '../port.ts';
import { cataloguePage } from './catalogue.ts';
import { isCompatible } from './compatible.ts';
import type { Connection } from './connection.ts';
import { esim } from './esims.ts';
import { noticeOf } from './map-notice.ts';
import { findOrders, order } from './orders.ts';
import { place } from './place.ts';
import { quote } from './quote.ts';
import { isSigned } from './signature.ts';

export const esimGo = (connection: Connection): Provider => ({
  name: 'esim-go',
  orderIdempotency: 'none',
  cataloguePage: (page) => cataloguePage(connection, page),
  quote: (lines) => quote(connection, lines),
  place: (attemptId, lines, timeoutMs) => place(connection, attemptId, lines, timeoutMs),
  findOrders: (window) => findOrders(connection, window),
  order: (reference) => order(connection, reference),
  isCompatible: (iccid, bundleCode) => isCompatible(connection, iccid, bundleCode),
  esim: (iccid) => esim(connection, iccid),
  verifyCallback: async (rawBody, headers) => isSigned(rawBody, headers, await connection.keys()),
  parseCallback: (rawBody) => noticeOf(rawBody, connection.currency),
});
