import { AwsError, callCloudFormation } from './aws.ts';
import { isObject, referenceOf, type Template } from './template.ts';

/** What stands where a resource that was left out was referred to: nothing real, easy to find. */
const placeholder = 'left-out-of-the-local-stack';

/** The resource types of these templates that the emulator does not know, by asking it. */
export async function findUnknownTypes(
  endpoint: string,
  templates: Template[],
): Promise<Set<string>> {
  const types = new Set(
    templates.flatMap((template) =>
      Object.values(template.Resources ?? {}).map(({ Type }) => Type),
    ),
  );
  // A template of one empty resource a type: the real ones are too long to be sent as a body.
  const probe = {
    Resources: Object.fromEntries([...types].map((Type, index) => [`Probe${index}`, { Type }])),
  };
  try {
    await callCloudFormation(endpoint, {
      Action: 'ValidateTemplate',
      TemplateBody: JSON.stringify(probe),
    });
    return new Set();
  } catch (error) {
    const list =
      error instanceof AwsError && /Unrecognized resource types: \[(.*?)\]/.exec(error.message);
    if (!list) throw error;
    return new Set((list[1] ?? '').split(',').map((type) => type.trim()));
  }
}

/**
 * Removes the resources of these types with the outputs and dependencies that name them, and puts a
 * placeholder where another resource refers to one. Answers the types it removed, one a resource.
 */
export function leaveOut(template: Template, types: Set<string>): string[] {
  const all = template.Resources ?? {};
  const gone = new Set(Object.keys(all).filter((id) => types.has(all[id]?.Type ?? '')));
  if (gone.size === 0) return [];
  const removed = [...gone].map((id) => all[id]?.Type ?? '');
  for (const id of gone) delete all[id];
  for (const [name, output] of Object.entries(template.Outputs ?? {})) {
    if (mentions(output, gone)) delete template.Outputs?.[name];
  }
  for (const resource of Object.values(all)) {
    if (resource.DependsOn !== undefined) {
      resource.DependsOn = [resource.DependsOn].flat().filter((id) => !gone.has(id));
    }
    if (resource.Properties) {
      resource.Properties = replaceReferences(resource.Properties, gone) as Record<string, unknown>;
    }
  }
  return removed;
}

function mentions(value: unknown, ids: Set<string>): boolean {
  const reference = referenceOf(value);
  if (reference !== undefined) return ids.has(reference);
  if (Array.isArray(value)) return value.some((entry) => mentions(entry, ids));
  return isObject(value) && Object.values(value).some((entry) => mentions(entry, ids));
}

function replaceReferences(value: unknown, ids: Set<string>): unknown {
  const reference = referenceOf(value);
  if (reference !== undefined) return ids.has(reference) ? placeholder : value;
  if (Array.isArray(value)) return value.map((entry) => replaceReferences(entry, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, replaceReferences(entry, ids)]),
  );
}
