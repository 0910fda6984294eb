/** People: one user pool a stage; its groups are the roles. */
import { Duration } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolGroup,
  FeaturePlan,
  Mfa,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { staffRoles } from '../lib/platform/actor.ts';
import { nameOf } from './names.ts';
import { removalOf, type StageConfig } from './stages.ts';

export function makeIdentity(
  scope: Construct,
  config: StageConfig,
): { pool: UserPool; client: UserPoolClient } {
  const pool = new UserPool(scope, 'People', {
    userPoolName: nameOf(config.stage, 'people'),
    featurePlan: FeaturePlan.ESSENTIALS,
    selfSignUpEnabled: true,
    signInAliases: { email: true },
    autoVerify: { email: true },
    standardAttributes: { email: { required: true, mutable: true } },
    passwordPolicy: {
      minLength: 12,
      requireDigits: true,
      requireLowercase: true,
      requireUppercase: true,
      requireSymbols: true,
    },
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    deletionProtection: config.isProtected,
    removalPolicy: removalOf(config),
  });
  for (const groupName of ['CUSTOMER', ...staffRoles])
    new CfnUserPoolGroup(scope, `Group${groupName.replaceAll('_', '')}`, {
      userPoolId: pool.userPoolId,
      groupName,
    });
  const client = pool.addClient('Api', {
    userPoolClientName: nameOf(config.stage, 'api'),
    // Locally the seed signs its people in with their passwords.
    authFlows: { userSrp: true, userPassword: config.local !== undefined },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: config.local ? Duration.hours(12) : Duration.minutes(15),
    idTokenValidity: config.local ? Duration.hours(12) : Duration.minutes(15),
    refreshTokenValidity: Duration.days(30),
  });
  return { pool, client };
}
