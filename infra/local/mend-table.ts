import { callJson } from './aws.ts';
import type { Deployed } from './live-stacks.ts';
import { isObject } from './template.ts';

/** Time to live, point-in-time recovery and deletion protection of a table. */
export async function mendTable({ endpoint, name, resource }: Deployed): Promise<string[]> {
  const wanted = resource.Properties ?? {};
  // A global table says these in its replica; there is one, in the emulator's region.
  const replica = Array.isArray(wanted.Replicas) ? wanted.Replicas[0] : wanted;
  const call = <T>(operation: string, body: object) =>
    callJson<T>(endpoint, 'dynamodb', `DynamoDB_20120810.${operation}`, {
      TableName: name,
      ...body,
    });
  const mended: string[] = [];
  if (await setTimeToLive(call, wanted.TimeToLiveSpecification)) mended.push('time to live');
  if (await setRecovery(call, replica.PointInTimeRecoverySpecification)) {
    mended.push('point-in-time recovery');
  }
  if (await setProtection(call, replica.DeletionProtectionEnabled)) {
    mended.push('deletion protection');
  }
  return mended;
}

type Call = <T>(operation: string, body: object) => Promise<T>;

async function setTimeToLive(call: Call, wanted: unknown): Promise<boolean> {
  if (!isObject(wanted) || wanted.Enabled !== true) return false;
  const { TimeToLiveDescription: is } = await call<{
    TimeToLiveDescription: { TimeToLiveStatus: string };
  }>('DescribeTimeToLive', {});
  if (is.TimeToLiveStatus === 'ENABLED') return false;
  await call('UpdateTimeToLive', { TimeToLiveSpecification: wanted });
  return true;
}

async function setRecovery(call: Call, wanted: unknown): Promise<boolean> {
  if (!isObject(wanted) || wanted.PointInTimeRecoveryEnabled !== true) return false;
  const { ContinuousBackupsDescription: is } = await call<{
    ContinuousBackupsDescription: {
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: string };
    };
  }>('DescribeContinuousBackups', {});
  if (is.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus === 'ENABLED') return false;
  await call('UpdateContinuousBackups', { PointInTimeRecoverySpecification: wanted });
  return true;
}

async function setProtection(call: Call, wanted: unknown): Promise<boolean> {
  if (wanted !== true) return false;
  const { Table: is } = await call<{ Table: { DeletionProtectionEnabled?: boolean } }>(
    'DescribeTable',
    {},
  );
  if (is.DeletionProtectionEnabled) return false;
  await call('UpdateTable', { DeletionProtectionEnabled: true });
  return true;
}
