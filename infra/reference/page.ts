/**
 * The API's documentation as one static page: no script, no other host, all styles in it, so that
 * the strictest content security policy holds.
 */
import { createHash } from 'node:crypto';
import type { Document } from './document.ts';
import { Html, html } from './html.ts';
import { anchorOf, blocks, headingsOf, inline } from './markdown.ts';
import { operationSection, type Placed, webhookSection } from './operation.ts';
import { style } from './style.ts';

export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  // The empty icon, so that browsers ask for none.
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function referencePage(document: Document): string {
  const { info } = document;
  const groups = document.tags
    .map((tag) => ({ tag, operations: operationsOf(document, tag.name) }))
    .filter(({ operations }) => operations.length > 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<nav aria-label="Contents"><details><summary>${info.title}</summary>
${links(
  'Guide',
  headingsOf(info.description).map((text) => [anchorOf(text), text]),
)}
${groups.map(({ tag, operations }) =>
  links(
    tag.name,
    operations.map(({ operation }) => [operation.operationId, operation.summary]),
  ),
)}
${links(
  'Webhooks',
  Object.entries(document.webhooks).map(([type, { post }]) => [post.operationId, type]),
)}
</details></nav>
<main>
<h1>${info.title}</h1>
<p>Version ${info.version}. The contract for programs:
<a href="/api/v1/openapi.json">openapi.json</a>, OpenAPI 3.1.</p>
${blocks(info.description)}
${groups.map(
  ({ tag, operations }) => html`<h2 id="${tagAnchor(tag.name)}">${tag.name}</h2>
<p>${inline(tag.description)}</p>
${operations.map((placed) => operationSection(document, placed))}`,
)}
<h2 id="${tagAnchor('Webhooks')}">Webhook events</h2>
${Object.entries(document.webhooks).map(([type, { post }]) => webhookSection(document, type, post))}
</main>
</body>
</html>
`.text;
}

const tagAnchor = (name: string) => `tag-${anchorOf(name)}`;

const links = (title: string, entries: readonly (readonly [string, string])[]): Html =>
  html`<h2>${title}</h2>
<ul>${entries.map(([id, text]) => html`<li><a href="#${id}">${text}</a></li>\n`)}</ul>`;

function operationsOf(document: Document, tag: string): Placed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.tags.includes(tag))
      .map(([method, operation]) => ({ method, path, operation })),
  );
}
