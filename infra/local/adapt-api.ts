import { isObject, type Resource, resourcesOfType, type Template } from './template.ts';

type Json = Record<string, unknown>;

const methods = ['get', 'post', 'put', 'delete', 'patch', 'head', 'options'];

/**
 * Says in words that the emulator's OpenAPI import knows what the document says in extensions that
 * it drops, so that the same document gives the same API. Answers what it changed.
 */
export function adaptApis(template: Template): string[] {
  const notes: string[] = [];
  for (const [id, api] of resourcesOfType(template, 'AWS::ApiGateway::RestApi')) {
    const body = api.Properties?.Body;
    if (!isObject(body)) continue;
    if (spellOutMethods(body)) notes.push('any-method paths are spelt out');
    if (moveBinaryTypes(api, body)) notes.push('binary media types are set on the API');
    if (dropContextSources(body)) notes.push('no authorizer caches by context: TTL 0 instead');
    if (dropMeteredKeys(body)) notes.push('no API key comes from an authorizer: none is required');
    if (addGatewayResponses(template, id, body)) notes.push('gateway responses are resources');
  }
  return notes;
}

function spellOutMethods(body: Json): boolean {
  let changed = false;
  for (const item of Object.values((body.paths ?? {}) as Record<string, Json>)) {
    const operation = item['x-amazon-apigateway-any-method'];
    if (operation === undefined) continue;
    for (const method of methods) item[method] ??= operation;
    delete item['x-amazon-apigateway-any-method'];
    changed = true;
  }
  return changed;
}

function moveBinaryTypes(api: Resource, body: Json): boolean {
  const types = body['x-amazon-apigateway-binary-media-types'];
  if (types === undefined) return false;
  api.Properties = { ...api.Properties, BinaryMediaTypes: types };
  return true;
}

/**
 * The emulator takes an identity source out of the context (the caller's address) as absent and
 * refuses every call. Without it a decision would be shared between addresses, so it is not cached.
 */
function dropContextSources(body: Json): boolean {
  const components = isObject(body.components) ? body.components : {};
  let changed = false;
  for (const scheme of Object.values((components.securitySchemes ?? {}) as Record<string, Json>)) {
    const authorizer = scheme['x-amazon-apigateway-authorizer'];
    if (!isObject(authorizer) || typeof authorizer.identitySource !== 'string') continue;
    const sources = authorizer.identitySource.split(',').map((source) => source.trim());
    const kept = sources.filter((source) => !source.startsWith('context.'));
    if (kept.length === sources.length) continue;
    authorizer.identitySource = kept.join(', ');
    authorizer.authorizerResultTtlInSeconds = 0;
    changed = true;
  }
  return changed;
}

/**
 * The emulator ignores the key that an authorizer names and would want it in a header, which no
 * client sends: then a method requires none, and usage plans meter nothing here.
 */
function dropMeteredKeys(body: Json): boolean {
  if (body['x-amazon-apigateway-api-key-source'] !== 'AUTHORIZER') return false;
  const components = isObject(body.components) ? body.components : {};
  const keys = Object.entries((components.securitySchemes ?? {}) as Record<string, Json>)
    .filter(([, scheme]) => scheme.name === 'x-api-key')
    .map(([name]) => name);
  let changed = false;
  for (const item of Object.values((body.paths ?? {}) as Record<string, Record<string, Json>>))
    for (const operation of Object.values(item))
      for (const requirement of (operation.security ?? []) as Json[])
        for (const key of keys) {
          changed ||= key in requirement;
          delete requirement[key];
        }
  return changed;
}

function addGatewayResponses(template: Template, apiId: string, body: Json): boolean {
  const responses = body['x-amazon-apigateway-gateway-responses'];
  if (!isObject(responses)) return false;
  const resources = template.Resources ?? {};
  const added: string[] = [];
  for (const [type, response] of Object.entries(responses as Record<string, Json>)) {
    const id = `${apiId}Gateway${type.replaceAll('_', '')}`;
    const { statusCode, responseTemplates, responseParameters } = response;
    resources[id] = {
      Type: 'AWS::ApiGateway::GatewayResponse',
      Properties: {
        RestApiId: { Ref: apiId },
        ResponseType: type,
        ...(statusCode === undefined ? {} : { StatusCode: String(statusCode) }),
        ...(responseTemplates === undefined ? {} : { ResponseTemplates: responseTemplates }),
        ...(responseParameters === undefined ? {} : { ResponseParameters: responseParameters }),
      },
    };
    added.push(id);
  }
  // A deployment keeps the responses of its moment, so it has to come after them.
  for (const [, deployment] of resourcesOfType(template, 'AWS::ApiGateway::Deployment')) {
    const of = deployment.Properties?.RestApiId;
    if (!isObject(of) || of.Ref !== apiId) continue;
    deployment.DependsOn = [...[deployment.DependsOn ?? []].flat(), ...added];
  }
  return added.length > 0;
}
