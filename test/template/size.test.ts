/** CloudFormation takes 500 resources and a megabyte a template: now, and with all routes to come. */
import { consumers, endpoints, jobs, streams } from '../../functions/registry.ts';
import { authorizerKey } from '../../infra/entries.ts';
import { idOf } from '../../infra/names.ts';
import type { RawResource, StackTemplate } from './resolve.ts';
import { synth } from './synth.ts';

const resourcesMax = 500;
const bytesMax = 1_000_000;
const routesToCome = 120;

const { stacks } = synth('prod');
const growth = routesToCome / Object.keys(endpoints).length;
const functionIds = Object.keys({ ...endpoints, ...consumers, ...jobs, ...streams })
  .concat(authorizerKey)
  .map(idOf);
const routeIds = new Set(Object.keys(endpoints).map(idOf));

/** A resource belongs to the function whose id begins its own, the longest if there are several. */
function isOfRoute(logicalId: string): boolean {
  const [owner] = functionIds
    .filter((id) => logicalId.startsWith(id))
    .sort((a, b) => b.length - a.length);
  return owner !== undefined && routeIds.has(owner);
}

/** The document and the limits of its routes grow with them, though they stay one resource each. */
const holdsRoutes = ({ Type }: RawResource) =>
  Type === 'AWS::ApiGateway::RestApi' || Type === 'AWS::ApiGateway::Stage';

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value, null, 1));

function measure({ text, template }: StackTemplate) {
  const all = Object.entries(template.Resources);
  const ofRoutes = all.filter(([id]) => isOfRoute(id));
  const growing = [...ofRoutes, ...all.filter(([, resource]) => holdsRoutes(resource))];
  const bytes = growing.reduce((sum, [, resource]) => sum + bytesOf(resource), 0);
  return {
    now: { resources: all.length, bytes: Buffer.byteLength(text) },
    toCome: {
      resources: all.length + ofRoutes.length * (growth - 1),
      bytes: Buffer.byteLength(text) + bytes * (growth - 1),
    },
    ofRoutes: ofRoutes.length,
  };
}

describe.each(stacks.map((stack) => [stack.name, measure(stack)] as const))('%s', (_, size) => {
  test('is small enough', () => {
    expect(size.now.resources).toBeLessThan(resourcesMax);
    expect(size.now.bytes).toBeLessThan(bytesMax);
  });

  test(`would be with ${routesToCome} routes, spread as they are`, () => {
    expect(size.toCome.resources).toBeLessThan(resourcesMax);
    expect(size.toCome.bytes).toBeLessThan(bytesMax);
  });
});

test('a route costs four resources in its domain and one in the API', () => {
  const total = stacks.reduce((sum, stack) => sum + measure(stack).ofRoutes, 0);
  expect(total).toBe(5 * Object.keys(endpoints).length);
});
