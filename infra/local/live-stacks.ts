import { callCloudFormation, readXml } from './aws.ts';
import type { Resource, Template } from './template.ts';

/** A deployed stack, nested ones too: its template and the real name of each logical id. */
export interface LiveStack {
  name: string;
  template: Template;
  physicalIds: Map<string, string>;
}

/** What a mender gets: the resource as its template says it, and how to find its real name. */
export interface Deployed {
  endpoint: string;
  name: string;
  resource: Resource;
  /** The real name of another resource of the same stack. */
  nameOf: (logicalId: string) => string | undefined;
}

/** Every stack on the emulator but the CDK's own. */
export async function readLiveStacks(endpoint: string): Promise<LiveStack[]> {
  const list = await callCloudFormation(endpoint, { Action: 'DescribeStacks' });
  const roots = readXml(list, 'StackName').filter((name) => name !== 'CDKToolkit');
  const stacks = new Map<string, LiveStack>();
  const queue = [...new Set(roots)];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (stacks.has(name)) continue;
    const stack = await readStack(endpoint, name);
    stacks.set(name, stack);
    for (const [id, resource] of Object.entries(stack.template.Resources ?? {})) {
      const nested = resource.Type === 'AWS::CloudFormation::Stack' && stack.physicalIds.get(id);
      if (nested) queue.push(stackNameOf(nested));
    }
  }
  return [...stacks.values()];
}

async function readStack(endpoint: string, name: string): Promise<LiveStack> {
  const [template, resources] = await Promise.all([
    callCloudFormation(endpoint, { Action: 'GetTemplate', StackName: name }),
    callCloudFormation(endpoint, { Action: 'DescribeStackResources', StackName: name }),
  ]);
  const body = readXml(template, 'TemplateBody')[0] ?? '{}';
  return {
    name,
    template: JSON.parse(body) as Template,
    physicalIds: new Map(
      readXml(resources, 'member').map((member) => [
        readXml(member, 'LogicalResourceId')[0] ?? '',
        readXml(member, 'PhysicalResourceId')[0] ?? '',
      ]),
    ),
  };
}

/** `arn:aws:cloudformation:region:account:stack/NAME/uuid` */
function stackNameOf(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
