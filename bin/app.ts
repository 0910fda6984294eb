/** The CDK app: `npx cdk synth -c stage=prod`. Bundles the Lambdas first. */
import { App } from 'aws-cdk-lib';
import { buildApp } from '../infra/app.ts';
import { bundle, bundleFolder } from '../infra/bundle.ts';
import { entries } from '../infra/entries.ts';
import { stageConfig } from '../infra/stages.ts';

const app = new App();
const config = stageConfig((key) => app.node.tryGetContext(key));
await bundle(entries);
buildApp(app, config, bundleFolder);
app.synth();
