/** The app's outputs by their own names, whichever of its stacks carries them. */
import type { Outputs } from './deploy.ts';
import { LocalStackError } from './install.ts';
import type { App } from './stack-file.ts';

export function readApp(outputs: Outputs): App {
  const all = Object.assign({}, ...Object.values(outputs)) as Record<string, string>;
  const output = (key: string): string => {
    const value = all[key];
    if (value === undefined) throw new LocalStackError(`The app has no output ${key}.`);
    return value;
  };
  return {
    apiId: output('ApiId'),
    apiStage: output('ApiStage'),
    userPoolId: output('UserPoolId'),
    userPoolClientId: output('UserPoolClientId'),
    eventBusName: output('EventBusName'),
    tables: JSON.parse(output('Tables')) as Record<string, string>,
    secretNames: JSON.parse(output('SecretNames')) as Record<string, string>,
  };
}
