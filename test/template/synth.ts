/** The app synthesised in process, and its templates as the CDK's CLI would deploy them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { buildApp } from '../../infra/app.ts';
import { folderOf, root } from '../../infra/bundle.ts';
import { entries } from '../../infra/entries.ts';
import { type StageConfig, stageConfig } from '../../infra/stages.ts';
import type { Stage } from '../../lib/platform/config.ts';
import { type Found, Resolver, type StackTemplate, type Template } from './resolve.ts';

export interface Synth {
  config: StageConfig;
  /** Every stack, nested ones too, by its path, e.g. 'TTelGo-prod-App/Orders'. */
  stacks: StackTemplate[];
  resolver: Resolver;
  /** Resources of a type over all stacks; `T` says what the caller reads of the properties. */
  of<T>(type: string): Found<T>[];
  /** All templates as one text. */
  text: string;
  /** What the rules of cdk-nag found, warnings too; a synth with an error throws. */
  violations: Violation[];
}

interface Violation {
  ruleName: string;
}

const localContext: Record<string, string> = {
  publicUrl: 'http://localhost:4000',
  esimGoUrl: 'http://localhost:4001/v2.5',
  stripeUrl: 'http://localhost:4002',
  endpoint: 'http://localhost:4566',
};

/** What cdk.json says, and the two that the CLI adds by itself. */
const context = {
  ...JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context,
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
};

/** Builds the app of a stage; `change` may add to a stack of it before it is synthesised. */
export function synth(stage: Stage, change: (stack: Stack) => void = () => {}): Synth {
  const folder = mkdtempSync(join(tmpdir(), 'ttelgo-synth-'));
  try {
    const config = stageConfig((key) => (key === 'stage' ? stage : localContext[key]));
    const app = new App({ outdir: join(folder, 'out'), context });
    const built = buildApp(app, config, standIns(join(folder, 'bundles')));
    change(built.app);
    return read(app, config, app.synth().directory);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The templates hold no code, so a line a function is enough. */
function standIns(folder: string): string {
  for (const key of Object.keys(entries)) {
    const bundle = join(folder, folderOf(key));
    mkdirSync(bundle, { recursive: true });
    writeFileSync(join(bundle, 'index.js'), `exports.key = ${JSON.stringify(key)};\n`);
  }
  return folder;
}

function read(app: App, config: StageConfig, directory: string): Synth {
  const stacks = app.node
    .findAll()
    .filter((construct) => Stack.isStack(construct))
    .map((stack): StackTemplate => {
      const text = readFileSync(join(directory, stack.templateFile), 'utf8');
      return { name: stack.node.path, text, template: JSON.parse(text) as Template };
    });
  const resolver = new Resolver(stacks);
  return {
    config,
    stacks,
    resolver,
    of: (type) => resolver.find(type),
    text: stacks.map((stack) => stack.text).join('\n'),
    violations: violationsIn(join(directory, 'validation-report.json')),
  };
}

function violationsIn(file: string): Violation[] {
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as {
    pluginReports: { pluginName: string; violations: Violation[] }[];
  };
  const rules = pluginReports.find(({ pluginName }) => pluginName === 'AwsSolutions');
  if (!rules) throw new Error('the rules were not applied');
  return rules.violations;
}
