import { endpoints } from '../../../functions/registry.ts';
import { gatewayDocument } from '../../../infra/gateway.ts';
import { adaptApis } from '../../../infra/local/adapt-api.ts';
import type { Template } from '../../../infra/local/template.ts';

type Body = { paths: Record<string, Record<string, { security?: Record<string, unknown>[] }>> };

function adapted(): { body: Body; notes: string[] } {
  const Body = gatewayDocument(endpoints, {
    integrationUri: (key) => key,
    authorizerUri: 'authorizer',
    corsOrigins: ['https://www.example.com'],
  });
  const template: Template = {
    Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body } } },
  };
  const notes = adaptApis(template);
  return { body: template.Resources!.Api!.Properties!.Body as Body, notes };
}

test('methods that no endpoint answers are spelt out, and no answered one is replaced', () => {
  const { paths } = adapted().body;
  const orders = paths['/api/v1/orders']!;
  expect(Object.keys(orders).sort()).toEqual(
    ['delete', 'get', 'head', 'options', 'patch', 'post', 'put'].sort(),
  );
  expect(JSON.stringify(orders.get)).toContain('orders/customer-list');
  expect(JSON.stringify(orders.options)).toContain('Access-Control-Allow-Origin');
  expect(JSON.stringify(orders.delete)).toContain('METHOD_NOT_ALLOWED');
});

test('vendor routes keep their authorizer and need no API key header', () => {
  const { body, notes } = adapted();
  expect(body.paths['/api/v1/vendor/orders']!.post!.security).toEqual([{ caller: [] }]);
  expect(JSON.stringify(body.paths)).not.toContain('"apiKey"');
  expect(notes).toContain('no API key comes from an authorizer: none is required');
});
