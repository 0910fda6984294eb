import { callRest } from './aws.ts';
import type { Deployed } from './live-stacks.ts';
import { isObject } from './template.ts';

type Json = Record<string, unknown>;

interface LiveResource {
  id: string;
  path: string;
  resourceMethods: Record<string, { methodIntegration?: { integrationResponses?: object } }>;
}

/** The emulator does not render templates of a mock, so no request has an id in them. */
const noRequestId = '00000000-0000-0000-0000-000000000000';

/** Answers of mock integrations: the import keeps their type alone, and each would be 200 `{}`. */
export async function mendApi({ endpoint, name, resource }: Deployed): Promise<string[]> {
  const body = resource.Properties?.Body;
  if (!isObject(body)) return [];
  const { item: resources } = await callRest<{ item: LiveResource[] }>(
    endpoint,
    'apigateway',
    'GET',
    `/restapis/${name}/resources?limit=500`,
  );
  let mended = 0;
  for (const { id, path, resourceMethods } of resources) {
    const operations = ((body.paths ?? {}) as Record<string, Record<string, Json>>)[path] ?? {};
    for (const [method, operation] of Object.entries(operations)) {
      const integration = operation['x-amazon-apigateway-integration'];
      if (!isObject(integration) || integration.type !== 'mock') continue;
      const live = resourceMethods[method.toUpperCase()]?.methodIntegration;
      if (Object.keys(live?.integrationResponses ?? {}).length > 0) continue;
      const at = `/restapis/${name}/resources/${id}/methods/${method.toUpperCase()}/integration`;
      await putMock(endpoint, at, integration);
      mended += 1;
    }
  }
  return mended > 0 ? [`answers of ${mended} mock integrations`] : [];
}

async function putMock(endpoint: string, at: string, integration: Json): Promise<void> {
  const { requestTemplates, passthroughBehavior } = integration;
  await callRest(endpoint, 'apigateway', 'PUT', at, {
    type: 'MOCK',
    requestTemplates,
    passthroughBehavior: String(passthroughBehavior).toUpperCase(),
  });
  for (const answer of Object.values(integration.responses as Record<string, Json>)) {
    const { statusCode, responseParameters, responseTemplates } = answer;
    await callRest(endpoint, 'apigateway', 'PUT', `${at}/responses/${statusCode}`, {
      responseParameters: withoutContext(responseParameters),
      // A template that picks a header would be sent as it stands.
      ...(JSON.stringify(responseTemplates).includes('#set')
        ? {}
        : { responseTemplates: withoutContext(responseTemplates) }),
    });
  }
}

const withoutContext = (texts: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts as Record<string, string>).map(([key, text]) => [
      key,
      text.replace(/\$?context\.requestId/g, noRequestId),
    ]),
  );
