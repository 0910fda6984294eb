import { countEqual } from './adapt.ts';
import { type Deployed, type LiveStack, readLiveStacks } from './live-stacks.ts';
import { mendApi } from './mend-api.ts';
import { mendFunction } from './mend-function.ts';
import { mendQueue } from './mend-queue.ts';
import { mendTable } from './mend-table.ts';
import type { Progress } from './paths.ts';

/** Compares one resource with its template, sets what is missing, and says what it set. */
type Mender = (deployed: Deployed) => Promise<string[]>;

const menders: Record<string, Mender> = {
  'AWS::ApiGateway::RestApi': mendApi,
  'AWS::DynamoDB::Table': mendTable,
  'AWS::DynamoDB::GlobalTable': mendTable,
  'AWS::SQS::Queue': mendQueue,
  'AWS::Lambda::Function': mendFunction,
};

/**
 * Sets after a deploy what the templates say and the emulator silently dropped. Each thing is read
 * first, so a newer emulator that keeps it is left alone. Answers a line for each thing mended.
 */
export async function mend(endpoint: string, progress: Progress = () => {}): Promise<string[]> {
  const stacks = await readLiveStacks(endpoint);
  const mended = (await Promise.all(stacks.map((stack) => mendStack(endpoint, stack)))).flat();
  const what = mended.map((line) => line.slice(line.indexOf(':') + 2));
  for (const line of countEqual(what)) progress(`  mended: ${line}`);
  return mended;
}

async function mendStack(endpoint: string, stack: LiveStack): Promise<string[]> {
  const mended: string[] = [];
  for (const [id, resource] of Object.entries(stack.template.Resources ?? {})) {
    const name = stack.physicalIds.get(id);
    const mender = menders[resource.Type];
    if (!mender || name === undefined) continue;
    const nameOf = (logicalId: string) => stack.physicalIds.get(logicalId);
    const lines = await mender({ endpoint, name, resource, nameOf });
    mended.push(...lines.map((line) => `${id}: ${line}`));
  }
  return mended;
}
