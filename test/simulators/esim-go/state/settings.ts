export interface CallbackSettings {
  url: string | null;
  version: 'V2' | 'V3';
  encoding: 'hex' | 'base64';
  /** Chance of a second copy, and of none at all. */
  duplicates: number;
  loss: number;
  shuffle: boolean;
  numericIccid: boolean;
}

type Latency = number | [number, number];

export interface Settings {
  apiKey: string;
  allowedIps: string[] | null;
  catalogueEnvelope: 'array' | 'bundles';
  assignmentsShape: 'object' | 'array' | 'rsp-array';
  ordersEnvelope: 'array' | 'orders';
  organisationEnvelope: 'object' | 'organisations';
  orderErrorsAsText: boolean;
  asyncAboveBundles: number;
  asyncSeconds: number;
  processingSeconds: number;
  rateLimitPerSecond: number;
  requestCosts: Record<string, number>;
  orderGapSeconds: number;
  maxItemsPerOrder: number;
  orderVisibilityDelaySeconds: number;
  refundsEnabled: boolean;
  lowBalanceThresholdMinor: number;
  callback: CallbackSettings;
  latencyMs: Record<string, Latency>;
  clockOffsetSeconds: number;
}

export function defaultSettings(apiKey: string, callbackUrl: string | null): Settings {
  return {
    apiKey,
    allowedIps: null,
    catalogueEnvelope: 'array',
    assignmentsShape: 'array',
    ordersEnvelope: 'array',
    organisationEnvelope: 'object',
    orderErrorsAsText: false,
    asyncAboveBundles: 5,
    asyncSeconds: 3,
    processingSeconds: 0,
    rateLimitPerSecond: 10,
    requestCosts: {},
    orderGapSeconds: 0,
    maxItemsPerOrder: 0,
    orderVisibilityDelaySeconds: 0,
    refundsEnabled: false,
    lowBalanceThresholdMinor: 10_000,
    callback: {
      url: callbackUrl,
      version: 'V3',
      encoding: 'hex',
      duplicates: 0,
      loss: 0,
      shuffle: false,
      numericIccid: false,
    },
    latencyMs: {},
    clockOffsetSeconds: 0,
  };
}
