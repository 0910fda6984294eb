import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptApis } from './adapt-api.ts';
import { findUnknownTypes, leaveOut } from './leave-out.ts';
import { resourcesOfType, type Template } from './template.ts';

/**
 * Rewrites the synthesised templates in place for what the emulator understands otherwise or not at
 * all, and answers what it did, a line each. The product's own code never knows of it.
 */
export async function adaptAssembly(endpoint: string, assembly: string): Promise<string[]> {
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json') && !file.includes('asset.'))
    .map((file) => join(assembly, file));
  const templates = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Template);
  const unknown = await findUnknownTypes(endpoint, templates);
  const notes: string[] = [];
  for (const [index, template] of templates.entries()) {
    notes.push(...adaptTemplate(template, unknown));
    writeFileSync(files[index] ?? '', JSON.stringify(template, null, 1));
  }
  return countEqual(notes);
}

export function adaptTemplate(template: Template, unknownTypes: Set<string>): string[] {
  return [
    ...leaveOut(template, unknownTypes).map((type) => `left out: ${type}`),
    ...adaptApis(template),
    ...limitStreamRetries(template),
  ];
}

/**
 * A stream mapping retries a failing batch for ever and only lets go of records past an age. One
 * try takes it a second, so the age that stands for N retries is N seconds.
 */
function limitStreamRetries(template: Template): string[] {
  const notes: string[] = [];
  for (const [, mapping] of resourcesOfType(template, 'AWS::Lambda::EventSourceMapping')) {
    const retries = mapping.Properties?.MaximumRetryAttempts;
    if (typeof retries !== 'number' || retries < 0) continue;
    mapping.Properties = {
      ...mapping.Properties,
      MaximumRecordAgeInSeconds: Math.max(1, retries),
    };
    notes.push('stream retries are limited by age');
  }
  return notes;
}

/** Equal notes once, with their number. */
export function countEqual(notes: string[]): string[] {
  const counts = new Map<string, number>();
  for (const note of notes) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts].map(([note, count]) => (count > 1 ? `${note} (${count})` : note));
}
