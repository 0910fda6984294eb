/** Every generated file of docs/ by its path there. */
import { endpoints } from '../../functions/registry.ts';
import { openApiDocument } from '../openapi.ts';
import type { Document } from '../reference/document.ts';
import { contentSecurityPolicy, referencePage } from '../reference/page.ts';
import { accessPage } from './access.ts';
import { errorsPage } from './errors.ts';
import { eventSchemas } from './events.ts';
import { tablesPage } from './tables.ts';

/** `guide` is the hand-written introduction, docs/guide.md. */
export function generatedDocs(guide: string): Record<string, string> {
  const document = JSON.parse(JSON.stringify(openApiDocument(endpoints, guide))) as Document;
  const html = referencePage(document);
  return {
    'openapi.json': json(document),
    'reference.html': html,
    // The same page as a module that a function can hold.
    'reference.json': json({ contentSecurityPolicy, html }),
    'access.md': accessPage(),
    'errors.md': errorsPage(),
    'tables.md': tablesPage(),
    ...Object.fromEntries(
      Object.entries(eventSchemas()).map(([type, schema]) => [`events/${type}.json`, json(schema)]),
    ),
  };
}

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
