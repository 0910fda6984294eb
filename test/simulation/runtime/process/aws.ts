/** The SDK's clients hand their commands to the machine instead of the wire. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type AwsClient, type AwsCommand, machineNow } from '../kernel.ts';

const clients = [DynamoDBClient, EventBridgeClient, SecretsManagerClient, SESv2Client, SQSClient];

export function takeAws(): void {
  for (const client of clients) {
    const prototype = client.prototype as unknown as { send(...parts: unknown[]): unknown };
    const real = prototype.send;
    prototype.send = function send(this: AwsClient, ...parts: unknown[]) {
      const machine = machineNow();
      return machine ? machine.aws(this, parts[0] as AwsCommand) : real.apply(this, parts);
    };
  }
}
