import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { adaptAssembly } from './adapt.ts';
import { AwsError, account, awsEnvironment, callCloudFormation, region } from './aws.ts';
import { LocalStackError } from './install.ts';
import { localFolder, type Progress, pathWithProjectNode, projectRoot } from './paths.ts';

/** Stack name to output name to value, as the CDK writes them. */
export type Outputs = Record<string, Record<string, string>>;

export interface DeployOptions {
  endpoint: string;
  /** Passed to the app as `-c key=value`. */
  context?: Record<string, string>;
  /** The folder with the cdk.json of the app; the project itself unless said otherwise. */
  project?: string;
  /** Where the assembly goes: one per stack that is built at a time. */
  assembly?: string;
  progress?: Progress;
  /** Every line of the CDK, for a log. */
  detail?: Progress;
}

/**
 * Brings the app's stacks onto the emulator by the CDK's own road: synthesised as for AWS, adapted
 * where the emulator differs (adapt.ts), bootstrapped and deployed.
 */
export async function deploy(options: DeployOptions): Promise<Outputs> {
  const { endpoint, progress = () => {}, project = projectRoot } = options;
  const assembly = options.assembly ?? join(localFolder, 'cdk.out');
  const cdk = (args: string[], line?: Progress) =>
    runCdk(args, project, endpoint, (text) => {
      options.detail?.(text);
      line?.(text);
    });
  rmSync(assembly, { recursive: true, force: true });
  mkdirSync(assembly, { recursive: true });
  const context = Object.entries(options.context ?? {}).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ]);
  progress('Building the stacks');
  await cdk(['synth', '--quiet', '--output', assembly, ...context]);
  await bootstrap(endpoint, assembly, cdk);
  for (const note of await adaptAssembly(endpoint, assembly)) progress(`  ${note}`);
  progress('Deploying to the emulator');
  const outputs = join(assembly, 'local-outputs.json');
  await cdk(
    [
      ...['deploy', '--all', '--app', assembly, '--require-approval', 'never'],
      ...['--method', 'direct', '--progress', 'events', '--outputs-file', outputs],
      ...['--asset-parallelism', '--ci'],
    ],
    (line) => {
      const done = /^\s*✅\s+(.*)$/.exec(line);
      if (done) progress(`  ${done[1]}`);
    },
  );
  return JSON.parse(readFileSync(outputs, 'utf8')) as Outputs;
}

/** The bucket and roles that the CDK deploys through; there unless the emulator is fresh. */
async function bootstrap(
  endpoint: string,
  assembly: string,
  cdk: (args: string[]) => Promise<void>,
): Promise<void> {
  try {
    await callCloudFormation(endpoint, { Action: 'DescribeStacks', StackName: 'CDKToolkit' });
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationError') throw error;
    // With the stacks as they are: it would build them a second time.
    await cdk(['bootstrap', `aws://${account}/${region}`, '--app', assembly]);
  }
}

function runCdk(args: string[], project: string, endpoint: string, line: Progress): Promise<void> {
  const binary = join(projectRoot, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn('node', [binary, ...args, '--no-color', '--no-notices'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...awsEnvironment(endpoint),
      PATH: pathWithProjectNode(),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    },
  });
  const last: string[] = [];
  const take = (stream: NodeJS.ReadableStream) => {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        line(text);
        last.push(text);
        if (last.length > 30) last.shift();
      }
    });
  };
  take(child.stdout);
  take(child.stderr);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new LocalStackError(`cdk ${args[0]} failed:\n${last.join('\n')}`));
    });
  });
}

/** The base URL of a REST API's stage on the emulator; the host in the stack's output is AWS's. */
export function apiUrl(endpoint: string, apiId: string, stage: string): string {
  return `${endpoint}/restapis/${apiId}/${stage}/_user_request_`;
}
