/**
 * What differs between stages, in one table. A stage has its own names, keys, tables and secrets;
 * nothing of one stage refers to another.
 */
import { RemovalPolicy } from 'aws-cdk-lib';
import { z } from 'zod';
import type { Stage, Timings } from '../lib/platform/config.ts';

export interface StageConfig {
  stage: Stage;
  /** Origin of the API as clients see it: a custom domain on AWS, the front door locally. */
  publicUrl: string;
  esimGoUrl: string;
  stripeUrl: string;
  /** Of the provider's organisation: its catalogue carries no currency. */
  providerCurrency: string;
  mailFrom: string;
  /** Where alarms go; the address has to confirm once. */
  alarmEmail?: string;
  /** Origins that browsers may call from. */
  corsOrigins: string[];
  /** Which API keys this stage serves. */
  keyMode: 'live' | 'test';
  timings: Timings;
  logLevel: 'DEBUG' | 'INFO';
  logDays: number;
  /** Requests a second that the whole API takes, and how many may come at once. */
  throttle: { rate: number; burst: number };
  /** Keeps and protects tables, keys and logs when the stack goes. */
  isProtected: boolean;
  /** Only where receivers and token keys are on the same machine. */
  local?: { endpoint: string };
}

/**
 * The call's deadline lies below the worker's longest life, that below the time after which an open
 * attempt counts as lost, and that below the first announcement: then an order that is provisioned
 * at once keeps its due time, which saves index writes.
 */
const timings: Timings = {
  paymentSeconds: 1800,
  announceSeconds: 120,
  // The provider asks for three; what lies between us and it may shorten the way of one of two orders.
  orderGapSeconds: 3.1,
  providerCallSeconds: 25,
  inFlightSeconds: 90,
  // The provider names ten minutes as the bound of its own processing.
  settleSeconds: 600,
  giveUpSeconds: 4 * 3600,
};

/** The simulator lists a purchase at once, so a person need not wait minutes for a fault to end. */
const localTimings: Timings = {
  paymentSeconds: 900,
  announceSeconds: 35,
  orderGapSeconds: 1,
  providerCallSeconds: 8,
  inFlightSeconds: 30,
  settleSeconds: 20,
  giveUpSeconds: 600,
};

const domainOf = (stage: Stage): string =>
  stage === 'prod' ? 'ttelgo.com' : `${stage}.ttelgo.com`;

const remote = (stage: Stage): StageConfig => ({
  stage,
  publicUrl: `https://api.${domainOf(stage)}`,
  esimGoUrl: 'https://api.esim-go.com/v2.5',
  stripeUrl: 'https://api.stripe.com',
  providerCurrency: 'USD',
  mailFrom: `TTelGo <orders@${domainOf(stage)}>`,
  alarmEmail: `alarms@${domainOf(stage)}`,
  corsOrigins: [`https://${stage === 'prod' ? 'www' : stage}.ttelgo.com`],
  keyMode: stage === 'prod' ? 'live' : 'test',
  timings,
  logLevel: stage === 'dev' ? 'DEBUG' : 'INFO',
  logDays: stage === 'prod' ? 180 : 30,
  throttle: { rate: 500, burst: 1000 },
  isProtected: stage === 'prod',
});

const localContext = z.object({
  publicUrl: z.url(),
  esimGoUrl: z.url(),
  stripeUrl: z.url(),
  endpoint: z.url(),
});

/** The stage that the CDK context names (`-c stage=prod`); 'dev' when it names none. */
export function stageConfig(context: (key: string) => unknown): StageConfig {
  const stage = z
    .enum(['local', 'dev', 'test', 'stage', 'prod'])
    .default('dev')
    .parse(context('stage'));
  if (stage !== 'local') return remote(stage);
  const { endpoint, ...urls } = localContext.parse({
    publicUrl: context('publicUrl'),
    esimGoUrl: context('esimGoUrl'),
    stripeUrl: context('stripeUrl'),
    endpoint: context('endpoint'),
  });
  const { alarmEmail: _alarmEmail, ...dev } = remote('dev');
  return {
    ...dev,
    ...urls,
    stage,
    mailFrom: 'TTelGo <orders@ttelgo.local>',
    corsOrigins: ['http://localhost:3000'],
    keyMode: 'live',
    timings: localTimings,
    logLevel: 'INFO',
    logDays: 1,
    throttle: { rate: 5000, burst: 5000 },
    local: { endpoint },
  };
}

/** What a failed first deploy made goes again, or its names would block the next one. */
export const removalOf = ({ isProtected }: StageConfig): RemovalPolicy =>
  isProtected ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
