/** Values of the settings that functions name; a function gets only those it asks for. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { nameOf } from './names.ts';
import type { StageConfig } from './stages.ts';

export interface SettingContext {
  config: StageConfig;
  userPoolId: string;
  userPoolClientId: string;
}

/** Undefined where a stage has no such setting: those are read with `optionalSetting`. */
export function settingValue(
  scope: Construct,
  name: string,
  { config, userPoolId, userPoolClientId }: SettingContext,
): string | undefined {
  const issuer = `https://cognito-idp.${Stack.of(scope).region}.amazonaws.com/${userPoolId}`;
  const values: Record<string, string | undefined> = {
    STAGE: config.stage,
    CORS_ORIGINS: config.corsOrigins.join(' '),
    TIMINGS: JSON.stringify(config.timings),
    ESIM_GO_URL: config.esimGoUrl,
    ESIM_GO_CURRENCY: config.providerCurrency,
    STRIPE_URL: config.stripeUrl,
    PUBLIC_URL: config.publicUrl,
    MAIL_FROM: config.mailFrom,
    KEY_MODE: config.keyMode,
    EVENT_BUS: nameOf(config.stage, 'events'),
    TOKEN_ISSUER: issuer,
    TOKEN_CLIENT_ID: userPoolClientId,
    TOKEN_JWKS_URI: config.local
      ? `${config.local.endpoint}/${userPoolId}/.well-known/jwks.json`
      : undefined,
    WEBHOOK_ALLOW_PRIVATE: config.local ? 'true' : undefined,
  };
  if (!(name in values)) throw new Error(`no value for the setting ${name}`);
  return values[name];
}
