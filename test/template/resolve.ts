/**
 * Says what CloudFormation would make of a template's references: names and ARNs. What only AWS can
 * know (ids, random suffixes) becomes a text that is unique to the resource.
 */
export interface RawResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Template {
  Resources: Record<string, RawResource>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }>;
}

export interface StackTemplate {
  name: string;
  text: string;
  template: Template;
}

/** A resource with all references in its properties resolved. */
export interface Found<T> {
  stack: string;
  id: string;
  raw: RawResource;
  properties: T;
}

/** Account and region of the local stack, so that recorded calls compare as they are. */
export const account = '000000000000';
export const region = 'us-east-1';

const pseudo: Record<string, string> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

/** The property that names a resource, and its ARN from that name. */
const kinds: Record<string, { name: string; arn: (name: string) => string; refIsArn?: true }> = {
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (name) => arn('dynamodb', `table/${name}`) },
  'AWS::SQS::Queue': { name: 'QueueName', arn: (name) => arn('sqs', name) },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name) => arn('sns', name), refIsArn: true },
  'AWS::Logs::LogGroup': {
    name: 'LogGroupName',
    arn: (name) => arn('logs', `log-group:${name}:*`),
  },
  'AWS::Lambda::Function': {
    name: 'FunctionName',
    arn: (name) => arn('lambda', `function:${name}`),
  },
  'AWS::Events::EventBus': { name: 'Name', arn: (name) => arn('events', `event-bus/${name}`) },
  'AWS::IAM::Role': { name: 'RoleName', arn: (name) => `arn:aws:iam::${account}:role/${name}` },
  'AWS::WAFv2::WebACL': { name: 'Name', arn: (name) => arn('wafv2', `regional/webacl/${name}/id`) },
  'AWS::SES::EmailIdentity': {
    name: 'EmailIdentity',
    arn: (name) => arn('ses', `identity/${name}`),
  },
  'AWS::ApiGateway::Stage': { name: 'StageName', arn: (name) => arn('apigateway', name) },
  'AWS::SecretsManager::Secret': {
    name: 'Name',
    // AWS ends the ARN of a secret with six characters of its own.
    arn: (name) => arn('secretsmanager', `secret:${name}-??????`),
    refIsArn: true,
  },
};

type Intrinsic = Record<string, unknown>;

export class Resolver {
  readonly #stacks: StackTemplate[];
  readonly #found = new Map<string, Found<unknown>[]>();

  constructor(stacks: StackTemplate[]) {
    this.#stacks = stacks;
  }

  find<T>(type: string): Found<T>[] {
    const found = this.#found.get(type) ?? this.#look(type);
    this.#found.set(type, found);
    return found as Found<T>[];
  }

  #look(type: string): Found<unknown>[] {
    return this.#stacks.flatMap((stack) =>
      Object.entries(stack.template.Resources)
        .filter(([, resource]) => resource.Type === type)
        .map(([id, raw]) => ({
          stack: stack.name,
          id,
          raw,
          properties: this.resolve(raw.Properties ?? {}, stack),
        })),
    );
  }

  resolve(value: unknown, stack: StackTemplate): unknown {
    if (Array.isArray(value)) return value.map((entry) => this.resolve(entry, stack));
    if (typeof value !== 'object' || value === null) return value;
    const keys = Object.keys(value);
    if (keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::')))
      return this.#intrinsic(value as Intrinsic, keys[0], stack);
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, this.resolve(entry, stack)]),
    );
  }

  #intrinsic(value: Intrinsic, name: string, stack: StackTemplate): unknown {
    const argument = value[name];
    switch (name) {
      case 'Ref':
        return this.#attribute(String(argument), 'Ref', stack);
      case 'Fn::GetAtt': {
        const [id, attribute] = [argument]
          .flat()
          .join('.')
          .split(/\.(.*)/);
        return this.#attribute(id ?? '', attribute ?? '', stack);
      }
      case 'Fn::Join': {
        const [separator, parts] = argument as [string, unknown[]];
        return parts.map((part) => this.resolve(part, stack)).join(separator);
      }
      case 'Fn::Sub':
        return String(argument).replace(/\$\{([^}]+)\}/g, (_, id: string) =>
          this.#attribute(id, 'Ref', stack),
        );
      case 'Fn::ImportValue':
        return this.#exported(String(argument));
      default:
        throw new Error(`the resolver knows no ${name}`);
    }
  }

  #attribute(id: string, attribute: string, stack: StackTemplate): string {
    const known = attribute === 'Ref' ? pseudo[id] : undefined;
    if (known !== undefined) return known;
    const resource = stack.template.Resources[id];
    if (!resource) throw new Error(`${stack.name} has no ${id}`);
    const unknowable = `${stack.name}/${id}.${attribute}`;
    const kind = kinds[resource.Type];
    const name = kind && this.resolve(resource.Properties?.[kind.name], stack);
    if (!kind || typeof name !== 'string') return unknowable;
    if (attribute === 'Arn' || (attribute === 'Ref' && kind.refIsArn)) return kind.arn(name);
    if (attribute === 'StreamArn') return `${kind.arn(name)}/stream/made`;
    return attribute === 'Ref' ? name : unknowable;
  }

  #exported(name: string): unknown {
    for (const stack of this.#stacks)
      for (const output of Object.values(stack.template.Outputs ?? {}))
        if (output.Export?.Name === name) return this.resolve(output.Value, stack);
    throw new Error(`no stack exports ${name}`);
  }
}
