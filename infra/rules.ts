/** cdk-nag's findings that stand: each named with its construct and the reason, no wildcard. */
import { type App, Validations } from 'aws-cdk-lib';

interface Answer {
  /** End of the construct's path. */
  at: string;
  id: string;
  reason: string;
}

const secret = (at: string, reason: string): Answer => ({
  at,
  id: 'AwsSolutions::AwsSolutions-SMG4',
  reason,
});

const answers: Answer[] = [
  secret('StripeSecret/Resource', 'Stripe issues it; it is rolled there and here by a runbook'),
  secret(
    'EsimGoSecret/Resource',
    'The provider issues it; it is rolled there and here by a runbook',
  ),
  secret('LinksSecret/Resource', 'Rotation keeps the previous key for 30 days: by a runbook'),
  {
    at: 'People/Resource',
    id: 'AwsSolutions::AwsSolutions-COG8',
    reason: 'Threat protection of the Plus plan is a price decision of the business',
  },
  {
    at: 'People/Resource',
    id: 'AwsSolutions::AwsSolutions-COG2',
    reason: 'Travellers may choose a second factor; for staff the sign-in routes ask for it',
  },
  {
    at: 'Api/Api/Resource',
    id: 'AwsSolutions::AwsSolutions-APIG2',
    reason: 'The functions validate whole requests and answer in our own problem+json',
  },
  {
    at: 'Api/Api/CloudWatchRole/Resource',
    id: 'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: "The gateway's own service role: AWS keeps its policy",
  },
  {
    at: 'OpsRelayDeadLetters/Resource',
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue: the failure destination of the stream mappings',
  },
  {
    at: 'OpsRelayRole/Resource',
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'dynamodb:ListStreams knows no resource',
  },
];

/** Throws on an answer to a finding of a construct that is gone. */
export function acknowledge(app: App): void {
  const constructs = app.node.findAll();
  for (const { at, id, reason } of answers) {
    const found = constructs.filter(({ node }) => node.path.endsWith(`/${at}`));
    if (found.length !== 1) throw new Error(`${found.length} constructs end with ${at}`);
    for (const construct of found) Validations.of(construct).acknowledge({ id, reason });
  }
}
