/**
 * Exactly-once buying: what the provider sold is what orders claimed and what buyers got; what could
 * not be decided stands in review, and no more of it than can be explained.
 */
import {
  claimsOf,
  type Evidence,
  esimsOf,
  grouped,
  kindOfLine,
  ordersOf,
  type Row,
  reviewsOf,
  type Sale,
  text,
  type Violation,
  violation,
} from './evidence.ts';

const broken = violation('sales');

const saleKey = (reference: string, line: number) => `${reference}/${line}`;
const isReviewId = (id: string) => !id.startsWith('ord_');

/** Sold lines by what claims call them; a top-up may be claimed by the assignment that it made. */
function salesByName(sales: readonly Sale[]): Map<string, Sale> {
  const names = new Map<string, Sale>();
  for (const sale of sales) {
    names.set(saleKey(sale.reference, sale.line), sale);
    for (const id of sale.assignmentIds) names.set(saleKey(`assignment-${id}`, 0), sale);
  }
  return names;
}
const saleNamed = (names: ReadonlyMap<string, Sale>, reference: unknown, line: unknown) =>
  names.get(saleKey(String(reference), Number(line)));

/** Holds at every moment. */
export function saleViolations(evidence: Evidence): Violation[] {
  const { books } = evidence;
  const sales = salesByName(evidence.sales);
  const orders = new Map(ordersOf(books).map((order) => [text(order, 'id'), order]));
  const claims = claimsOf(books);
  const claimed = grouped(claims, (claim) => text(claim, 'orderId'));
  const esims = grouped(esimsOf(books), (esim) => text(esim, 'orderId'));
  return [
    ...claims.flatMap((claim) => wrongClaim(claim, sales, orders)),
    ...[...orders.values()].flatMap((order) => {
      const id = text(order, 'id');
      return wrongDelivery(order, claimed.get(id) ?? [], esims.get(id) ?? [], sales);
    }),
    ...soldTwice(esimsOf(books)),
    ...[...esims.keys()]
      .filter((orderId) => !orders.has(orderId))
      .map((orderId) => broken(orderId, 'has eSIMs and is no order')),
  ];
}

function wrongClaim(
  claim: Row,
  sales: ReadonlyMap<string, Sale>,
  orders: ReadonlyMap<string, Row>,
): Violation[] {
  const key = saleKey(text(claim, 'reference'), Number(claim.line));
  const sale = saleNamed(sales, claim.reference, claim.line);
  const owner = text(claim, 'orderId');
  if (!sale) return [broken(key, `is claimed by ${owner} and was never sold`)];
  if (isReviewId(owner)) return [];
  const order = orders.get(owner);
  if (!order) return [broken(key, `is claimed by ${owner}, which is no order`)];
  const wanted = kindOfLine(text(order, 'bundleCode'), Number(order.quantity));
  const sold = kindOfLine(sale.bundleCode, sale.quantity);
  return wanted === sold ? [] : [broken(owner, `wants ${wanted} and claims ${sold}`)];
}

/** COMPLETED: one claim of its own, and exactly the eSIMs of that line. Otherwise: no eSIM. */
function wrongDelivery(
  order: Row,
  claims: readonly Row[],
  esims: readonly Row[],
  sales: ReadonlyMap<string, Sale>,
): Violation[] {
  const id = text(order, 'id');
  if (order.status !== 'COMPLETED')
    return esims.length === 0 ? [] : [broken(id, `is ${order.status} and has eSIMs`)];
  const own = claims.filter(
    ({ reference, line }) => reference === order.providerReference && line === order.providerLine,
  );
  if (own.length !== 1) return [broken(id, 'is COMPLETED without the claim that it names')];
  if (claims.length !== 1) return [broken(id, `holds ${claims.length} claims`)];
  const sale = saleNamed(sales, order.providerReference, order.providerLine);
  const topUp = order.topUp as { iccid: string } | undefined;
  if (topUp)
    return esims.length === 0 && sale?.iccids.join() === topUp.iccid
      ? []
      : [broken(id, `tops up ${topUp.iccid}, the provider sold [${sale?.iccids}]`)];
  const got = esims.map((esim) => text(esim, 'iccid')).sort();
  const sold = [...(sale?.iccids ?? [])].sort();
  const isWhole =
    got.length === order.quantity &&
    got.join() === sold.join() &&
    esims.every(({ bundleCode }) => bundleCode === order.bundleCode);
  if (isWhole) return [];
  return [broken(id, `of ${order.quantity} got [${got}], the provider sold [${sold}]`)];
}

const soldTwice = (esims: readonly Row[]): Violation[] =>
  [...grouped(esims, (esim) => text(esim, 'iccid'))]
    .filter(([, same]) => same.length > 1)
    .map(([iccid, same]) =>
      broken(iccid, `belongs to ${same.map((esim) => esim.orderId).join(' and ')}`),
    );

/** When all is quiet: every sold line is claimed, and whatever went to review had a reason to. */
export function finalSaleViolations({ books, sales }: Evidence): Violation[] {
  const names = salesByName(sales);
  const claims = grouped(
    claimsOf(books).flatMap((claim) => {
      const sale = saleNamed(names, claim.reference, claim.line);
      return sale ? [{ sale, owner: text(claim, 'orderId') }] : [];
    }),
    ({ sale }) => saleKey(sale.reference, sale.line),
  );
  const ownersOf = (sale: Sale) =>
    (claims.get(saleKey(sale.reference, sale.line)) ?? []).map(({ owner }) => owner);
  const unclaimed = sales.filter((sale) => ownersOf(sale).length === 0);
  // An order's own assignment explains the line that a review looks into as well.
  const orphans = sales.filter((sale) => {
    const owners = ownersOf(sale);
    return owners.length > 0 && owners.every(isReviewId);
  });
  return [
    ...unclaimed.map((sale) =>
      broken(
        saleKey(sale.reference, sale.line),
        `${kindOfLine(sale.bundleCode, sale.quantity)} was sold and belongs to nobody`,
      ),
    ),
    ...unexplained(books, orphans),
    ...claimedInVain(books),
  ];
}

/** A purchase without an order is explained by one that was given up while its outcome was unknown. */
function unexplained(books: Evidence['books'], orphans: readonly Sale[]): Violation[] {
  const givenUp = new Set(
    reviewsOf(books)
      .filter(({ kind }) => kind === 'UNKNOWN_AT_DEADLINE')
      .map((review) => text(review, 'orderId')),
  );
  const allowed = grouped(
    ordersOf(books).filter((order) => givenUp.has(text(order, 'id'))),
    (order) => kindOfLine(text(order, 'bundleCode'), Number(order.quantity)),
  );
  const byKind = grouped(orphans, (sale) => kindOfLine(sale.bundleCode, sale.quantity));
  return [...byKind].flatMap(([kind, lines]) => {
    const explained = allowed.get(kind)?.length ?? 0;
    if (lines.length <= explained) return [];
    const names = lines.map(({ reference, line }) => saleKey(reference, line)).join(', ');
    return [
      broken(
        kind,
        `bought ${lines.length} times for nobody, given up unknown ${explained}: ${names}`,
      ),
    ];
  });
}

/** An order that claimed a line and did not get it stands in review. */
function claimedInVain(books: Evidence['books']): Violation[] {
  const reviewed = new Set(reviewsOf(books).map((review) => text(review, 'orderId')));
  const completed = new Set(
    ordersOf(books)
      .filter(({ status }) => status === 'COMPLETED')
      .map((order) => text(order, 'id')),
  );
  return claimsOf(books)
    .map((claim) => text(claim, 'orderId'))
    .filter((id) => !isReviewId(id) && !completed.has(id) && !reviewed.has(id))
    .map((id) =>
      broken(id, 'claimed what the provider sold, was not delivered, and is in no review'),
    );
}
