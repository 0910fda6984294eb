/** A stage has its own names, keys, tables and secrets, and no template holds what is nobody's. */
import { homedir, tmpdir } from 'node:os';
import { root } from '../../infra/bundle.ts';
import type { Stage } from '../../lib/platform/config.ts';
import { type Synth, synth } from './synth.ts';

const apps = new Map(
  (['dev', 'test', 'stage', 'prod'] as const).map((stage) => {
    const app = synth(stage);
    return [stage, { text: app.text, names: namesIn(app) }] as const;
  }),
);
const pairs = [...apps.keys()].flatMap((one) =>
  [...apps.keys()].filter((other) => other !== one).map((other) => [one, other] as const),
);

/** Every text of the resolved templates that names something of ours: names, ARNs, hosts. */
function namesIn(app: Synth): Set<string> {
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /ttelgo/i.test(value)) found.add(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  // Of a nested stack this is an address that only the deploy knows.
  for (const stack of app.stacks)
    for (const { Type, Properties } of Object.values(stack.template.Resources))
      if (Type !== 'AWS::CloudFormation::Stack') collect(app.resolver.resolve(Properties, stack));
  return found;
}

/** What stages may have in common: the product's own name, and the public pages about errors. */
const shared = /^ttelgo$|^TTelGo API$|https:\/\/docs\.ttelgo\.com\/errors\//;

test.each(pairs)('%s and %s have no name in common', (one, other) => {
  const [ours, theirs] = [apps.get(one)!.names, apps.get(other)!.names];
  expect(ours.size).toBeGreaterThan(100);
  expect([...ours].filter((name) => theirs.has(name) && !shared.test(name))).toEqual([]);
});

test.each(pairs)('nothing in %s names %s', (one, other) => {
  const { text } = apps.get(one)!;
  expect(text.match(mentionOf(one)) ?? []).not.toEqual([]);
  expect(text.match(mentionOf(other)) ?? []).toEqual([]);
});

/** As names, paths, hosts and stack names say a stage; `test` and `stage` are also plain words. */
const mentionOf = (stage: Stage) =>
  new RegExp(
    `ttelgo[-/]?${stage}(?![a-z])|ttelgo${stage}(App|Data)|\\b${stage}\\.ttelgo` +
      (stage === 'dev' || stage === 'prod' ? `|"${stage}"` : ''),
    'gi',
  );

describe.each([...apps])('%s', (_, { text }) => {
  test.each([
    ['a key of Stripe', /\b(sk|pk|rk)_(live|test)_\w+|\bwhsec_\w+/],
    ['an API key of ours', /\bttg_(live|test)_\w+/],
    ['an access key', /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
    ['a private key', /-----BEGIN/],
    ['a secret that the deploy reads', /\{\{resolve:/],
    ['an account id', /(?<![\w-])\d{12}(?![\w-])/],
    ['a path of this machine', pathPattern()],
  ])('has no %s in it', (_what, pattern) => {
    expect(pattern.exec(text)).toBeNull();
  });
});

test('the patterns find what they look for', () => {
  expect(pathPattern().test(`"${root}/dist"`)).toBe(true);
  expect('arn:aws:iam::123456789012:root').toMatch(/(?<![\w-])\d{12}(?![\w-])/);
});

function pathPattern(): RegExp {
  const places = [root, homedir(), tmpdir()].map((place) => place.replace(/\W/g, '\\$&'));
  return new RegExp(`"[^"]*(${places.join('|')})/`);
}
