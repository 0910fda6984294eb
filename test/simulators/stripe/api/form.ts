import { ApiError } from './error.ts';

export interface FormTree {
  [name: string]: string | FormTree;
}

const depthMax = 8;
const pairsMax = 2000;

/**
 * Form text with brackets: `metadata[a]=b`, `expand[0]=x`, `expand[]=x`. Lists stay trees with
 * their indexes as names; the parameter table knows which are lists.
 */
export function parseForm(text: string): FormTree {
  const tree: FormTree = Object.create(null);
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    pairs += 1;
    if (pairs > pairsMax) throw malformed('too many parameters');
    place(tree, segments(name), value, name);
  }
  return tree;
}

function segments(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket === -1) return [name];
  const rest = name.slice(bracket);
  if (bracket === 0 || !/^(\[[^[\]]*\])+$/.test(rest)) throw malformed(name);
  const inner = rest.slice(1, -1).split('][');
  if (inner.length > depthMax) throw malformed(name);
  return [name.slice(0, bracket), ...inner];
}

function place(tree: FormTree, path: string[], value: string, name: string): void {
  let node = tree;
  for (const [depth, segment] of path.entries()) {
    const key = segment === '' ? String(Object.keys(node).length) : segment;
    if (depth === path.length - 1) {
      node[key] = value;
      return;
    }
    node[key] ??= Object.create(null) as FormTree;
    const child = node[key];
    if (typeof child === 'string') throw malformed(name);
    node = child;
  }
}

function malformed(what: string): ApiError {
  const message = `Invalid request: the parameter '${what}' could not be parsed.`;
  return new ApiError(400, { type: 'invalid_request_error', message }, false);
}
