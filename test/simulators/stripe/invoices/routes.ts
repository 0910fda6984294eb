import { endpoint, type Route, route } from '../api/route.ts';
import { closeUnpaid, finalizeInvoice, payInvoice } from './advance.ts';
import { createInvoice, findInvoice, refreshTotals } from './invoice.ts';
import { createItem } from './item.ts';
import { finalizeShape, invoiceShape, itemShape, payShape, plainShape } from './parameters.ts';

const one = '/v1/invoices/{invoice}';

export const invoiceRoutes: Route[] = [
  route('POST', '/v1/invoiceitems', endpoint(itemShape, createItem)),
  route('POST', '/v1/invoices', endpoint(invoiceShape, createInvoice)),
  route(
    'GET',
    one,
    endpoint(plainShape, (context, _params, id) => {
      const invoice = findInvoice(context, id);
      refreshTotals(context, invoice);
      return invoice;
    }),
  ),
  route(
    'POST',
    `${one}/finalize`,
    endpoint(finalizeShape, (context, _params, id) =>
      finalizeInvoice(context, findInvoice(context, id)),
    ),
  ),
  route(
    'POST',
    `${one}/pay`,
    endpoint(payShape, (context, params, id) =>
      payInvoice(context, findInvoice(context, id), params),
    ),
  ),
  route(
    'POST',
    `${one}/void`,
    endpoint(plainShape, (context, _params, id) =>
      closeUnpaid(context, findInvoice(context, id), 'void'),
    ),
  ),
  route(
    'POST',
    `${one}/mark_uncollectible`,
    endpoint(plainShape, (context, _params, id) =>
      closeUnpaid(context, findInvoice(context, id), 'uncollectible'),
    ),
  ),
];
