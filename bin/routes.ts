/** Prints every route: method, path, who may call it, and its file. */
import { endpoints } from '../functions/registry.ts';
import type { Auth } from '../lib/platform/actor.ts';

const rows = Object.entries(endpoints)
  .map(([key, { method, path, auth }]) => [
    method,
    path,
    authText(auth),
    `functions/${key}.route.ts`,
  ])
  .sort(([, a = ''], [, b = '']) => (a < b ? -1 : 1));

const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows)
  console.log(
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );

function authText(auth: Auth): string {
  if (auth.kind === 'vendor') return `vendor ${auth.scope}`;
  if (auth.kind === 'staff') return `staff ${auth.roles.join('|')}`;
  return auth.kind === 'signature' ? `signature ${auth.by}` : auth.kind;
}
