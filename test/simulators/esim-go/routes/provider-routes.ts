import type { ProviderRoute } from '../http/router.ts';
import { bundleRoutes } from './bundle.routes.ts';
import { catalogueRoutes } from './catalogue.routes.ts';
import { esimRoutes } from './esim.routes.ts';
import { esimCareRoutes } from './esim-care.routes.ts';
import { orderRoutes } from './order.routes.ts';
import { organisationRoutes } from './organisation.routes.ts';

export const providerRoutes: ProviderRoute[] = [
  ...catalogueRoutes,
  ...orderRoutes,
  ...esimRoutes,
  ...esimCareRoutes,
  ...bundleRoutes,
  ...organisationRoutes,
];
