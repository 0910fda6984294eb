/** One operation, or one webhook, as a section of the page. */
import { curl } from './curl.ts';
import { type Document, type Media, type Operation, type Response, resolved } from './document.ts';
import { fieldsTable, meaning, typeOf } from './fields.ts';
import { type Html, html, table } from './html.ts';
import { blocks, inline } from './markdown.ts';

export interface Placed {
  method: string;
  path: string;
  operation: Operation;
}

export function operationSection(document: Document, placed: Placed): Html {
  const { method, path, operation } = placed;
  return html`<section id="${operation.operationId}">
<h3>${operation.summary}</h3>
<p class="route"><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code></p>
${blocks(operation.description ?? '')}
<p class="access">${access(operation)}</p>
${parameters(document, operation)}
${requestBody(document, operation)}
<h4>Example</h4>
<pre><code>${curl(document, placed)}</code></pre>
<h4>Answers</h4>
${Object.entries(operation.responses)
  .filter(isGood)
  .map((one) => answer(document, one))}
${errors(document, operation)}
</section>
`;
}

export const webhookSection = (document: Document, type: string, operation: Operation): Html =>
  html`<section id="${operation.operationId}">
<h3><code>${type}</code></h3>
<p>${operation.summary}.</p>
${parameters(document, operation)}
${requestBody(document, operation)}
${example(operation.requestBody?.content['application/json'])}
<h4>What your answer means</h4>
${table(
  ['Status', 'Meaning'],
  Object.entries(operation.responses).map(([status, { description }]) => [
    status === 'default' ? 'anything else' : status,
    description,
  ]),
)}
</section>
`;

const isGood = ([status]: [string, Response]) => Number(status) < 400;

const names: Record<string, string> = {
  apiKey: 'API key',
  customerToken: 'customer token',
  staffToken: 'staff token',
  linkToken: 'link token (`?token=`)',
};

function access({ security }: Operation): Html {
  if (security.length === 0) return html`No credential needed.`;
  const ways = security.map((one) => {
    const [scheme, needs = []] = Object.entries(one)[0] ?? [];
    if (scheme === undefined) return html`none, as a guest`;
    const scope =
      needs.length === 0
        ? undefined
        : html` with ${needs.map((need) => html`<code>${need}</code> `)}`;
    return html`${inline(names[scheme] ?? scheme)}${scope}`;
  });
  return html`Credential: ${ways.map((way, at) => (at === 0 ? way : html`, or ${way}`))}`;
}

function parameters(document: Document, operation: Operation): Html | undefined {
  if (operation.parameters.length === 0) return undefined;
  const rows = operation.parameters
    .map((one) => resolved(document, one))
    .map((one) => [
      html`<code>${one.name}</code>${one.required ? undefined : html` <i>optional</i>`}`,
      html`${one.in}, ${typeOf(document, one.schema)}`,
      html`${inline(one.description ?? '')} ${meaning(document, one.schema)}`,
    ]);
  return html`<h4>Parameters</h4>${table(['Name', 'Where, type', 'Meaning'], rows)}`;
}

function requestBody(document: Document, operation: Operation): Html | undefined {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema && html`<h4>Body</h4>${fieldsTable(document, schema)}`;
}

function answer(document: Document, [status, response]: [string, Response]): Html {
  const [[type, media] = ['', {} as Media], ...others] = Object.entries(response.content ?? {});
  const types = [type, ...others.map(([other]) => other)].filter((one) => one !== '');
  const headers = Object.keys(response.headers ?? {})
    .filter((name) => name !== 'X-Correlation-Id')
    .map((name, at) => html`${at === 0 ? ' Headers: ' : ' '}<code>${name}</code>`);
  return html`<details><summary><b class="status">${status}</b> ${response.description}</summary>
<p>${types.join(' or ')}${headers}</p>
${media.schema ? fieldsTable(document, media.schema) : undefined}
${example(media)}
</details>
`;
}

function example(media: Media | undefined): Html | undefined {
  if (media?.example === undefined) return undefined;
  return html`<pre><code>${JSON.stringify(media.example, null, 2)}</code></pre>`;
}

function errors(document: Document, operation: Operation): Html {
  const rows = Object.entries(operation.responses).flatMap(([status, response]) =>
    Object.values(response.content?.['application/problem+json']?.examples ?? {}).map((one) => {
      const { value } = resolved(document, one);
      return [
        status,
        html`<code>${value.code}</code>`,
        html`<code>${value.name}</code>`,
        html`${value.title}${value.retryable ? html` <i>retryable</i>` : undefined}`,
      ];
    }),
  );
  const codes = table(['Status', 'Code', 'Name', 'Meaning'], rows);
  return html`<details class="codes"><summary>Errors</summary>${codes}</details>`;
}
