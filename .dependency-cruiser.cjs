/**
 * Who may import whom. Requests run downhill: functions -> lib/<domain> -> lib/platform. Among the
 * domains only downwards, rung by rung; upward news travels as an event.
 */
const rungs = [
  ['providers', 'ledger', 'identity', 'review'],
  ['catalogue'],
  ['pricing', 'vendors', 'payments', 'esims'],
  ['orders'],
  ['provisioning'],
  ['webhooks', 'notifications'],
  ['repair'],
];

const path = (names) => `^lib/(${names.join('|')})/`;

const ladder = rungs.flatMap((names, at) => {
  const above = rungs.slice(at + 1).flat();
  const beside = names.map((name) => ({
    name: `beside-${name}`,
    comment: 'no import inside a rung: a port or an event instead',
    severity: 'error',
    from: { path: path([name]) },
    to: { path: path(names.filter((other) => other !== name)) },
  }));
  return [
    ...(names.length > 1 ? beside : []),
    ...(above.length > 0
      ? [
          {
            name: `upwards-from-${names[0]}`,
            severity: 'error',
            from: { path: path(names) },
            to: { path: path(above) },
          },
        ]
      : []),
  ];
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'platform-is-the-ground',
      severity: 'error',
      from: { path: '^lib/platform/' },
      to: { path: '^(lib/(?!platform/)|functions/|infra/|bin/)' },
    },
    {
      name: 'lib-knows-no-function',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|infra|bin|test)/' },
    },
    {
      name: 'functions-know-no-infra',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|bin|test)/' },
    },
    {
      name: 'aws-clients-in-platform-only',
      comment: 'types yes, clients no',
      severity: 'error',
      from: { path: '^(functions|lib)/', pathNot: '^lib/platform/' },
      to: { path: 'node_modules/@aws-sdk/client-', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'stripe-in-payments-only',
      severity: 'error',
      from: { path: '^(functions|lib)/', pathNot: '^lib/payments/' },
      to: { path: 'node_modules/stripe/' },
    },
    {
      name: 'adapters-behind-the-port',
      comment: "a provider's folder is entered by lib/providers/provider.ts alone",
      severity: 'error',
      from: { path: '^(functions|lib)/', pathNot: '^lib/providers/' },
      to: { path: '^lib/providers/[^/]+/' },
    },
    {
      name: 'product-runs-without-tests',
      severity: 'error',
      from: { path: '^(functions|lib|infra|bin)/', pathNot: '^(infra/local|bin/(start|demo))' },
      to: { path: '^test/' },
    },
    ...ladder,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
  },
};
