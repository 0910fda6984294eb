import { chargeRoutes } from '../charges/routes.ts';
import { customerRoutes } from '../customers/routes.ts';
import { disputeRoutes } from '../disputes/routes.ts';
import { eventRoutes } from '../events/routes.ts';
import { intentRoutes } from '../intents/routes.ts';
import { invoiceRoutes } from '../invoices/routes.ts';
import { refundRoutes } from '../refunds/routes.ts';
import type { ApiRequest } from './answer.ts';
import { matchPath, type Route } from './route.ts';

const routes: Route[] = [
  ...intentRoutes,
  ...refundRoutes,
  ...chargeRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...customerRoutes,
  ...invoiceRoutes,
];

export interface Match {
  route: Route;
  id: string;
}

export function matchRoute(request: ApiRequest): Match | null {
  for (const route of routes) {
    if (route.method !== request.method) continue;
    const id = matchPath(route.template, request.path);
    if (id !== null) return { route, id };
  }
  return null;
}
