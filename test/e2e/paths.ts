/** Ids that nothing has, so that an admitted call finds nothing to change. */
const nowhere: Record<string, string> = {
  orderId: `ord_${'0'.repeat(26)}`,
  esimId: `esm_${'0'.repeat(26)}`,
  code: 'esim_none',
};

/** A route's path with the given ids, or with ids of nothing. */
export const pathOf = (path: string, ids: Record<string, string> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? nowhere[name] ?? 'none');
