import * as z from 'zod';
import { cacheable } from '../../lib/catalogue/answer.ts';
import { bundleCodePattern } from '../../lib/catalogue/bundle.ts';
import { bundleByCode, catalogueExists } from '../../lib/catalogue/read.ts';
import { BundleView, bundleView } from '../../lib/catalogue/view.ts';
import { edge } from '../../lib/platform/edge.ts';
import { defineEndpoint } from '../../lib/platform/endpoint.ts';
import { ProblemError } from '../../lib/platform/errors.ts';
import { notModified } from '../../lib/platform/etag.ts';

export const endpoint = defineEndpoint({
  method: 'GET',
  path: '/api/v1/bundles/{code}',
  tag: 'Catalogue',
  summary: 'Read one bundle',
  description:
    'A retired bundle answers with status RETIRED and no price, so that old orders can still be ' +
    'explained. Answers carry an ETag; send it as If-None-Match to get 304.',
  auth: { kind: 'public' },
  rate: 'read',
  params: z.strictObject({
    code: z
      .string()
      .regex(bundleCodePattern)
      .meta({ examples: ['esim_1GB_7D_FR_V2'] }),
  }),
  responses: { 200: { description: 'The bundle', schema: BundleView }, ...notModified },
  errors: ['BUNDLE_NOT_FOUND', 'CATALOGUE_UNAVAILABLE'],
  grants: { tables: { catalogue: ['get'] } },
  timeoutSeconds: 10,
  impact: 'Travellers cannot open a bundle',
  async handle(request) {
    const bundle = await bundleByCode(request.params.code);
    if (bundle) return cacheable(request, bundleView(bundle, 'RETAIL'));
    // Before the first sync nothing is known to be missing.
    throw new ProblemError(
      (await catalogueExists()) ? 'BUNDLE_NOT_FOUND' : 'CATALOGUE_UNAVAILABLE',
    );
  },
});

export const handler = edge(endpoint);
