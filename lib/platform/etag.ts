/** Answers that a client may keep and ask about again (RFC 9110, 13). */
import { createHash } from 'node:crypto';
import type { Reply } from './endpoint.ts';

/** For `responses` of a route that answers through `revalidated`. */
export const notModified = {
  304: { description: 'Not changed since the ETag of If-None-Match; no body' },
};

/** The reply with an ETag of `content`, or 304 when the caller holds this very answer. */
export function revalidated(
  request: { headers: Record<string, string> },
  content: string,
  reply: Reply,
): Reply {
  const digest = createHash('sha256').update(content).digest('base64url');
  const etag = `"${digest.slice(0, 22)}"`;
  const headers = { ...reply.headers, ETag: etag };
  // What a 304 says of the content replaces what the caller holds.
  const contentType = 'bytes' in reply ? reply.contentType : 'application/json';
  if (holds(request.headers['if-none-match'], etag))
    return { status: 304, bytes: '', contentType, headers };
  return { ...reply, headers };
}

/** Weak comparison: W/ does not matter, * is whatever there is. */
function holds(given: string | undefined, etag: string): boolean {
  const tags = (given ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
