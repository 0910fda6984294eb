/** Two hundred orders at once on a wallet that covers 120: what is accepted, and what the books say. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { invoke } from '../../infra/local/invoke.ts';
import type { ProofReport } from '../../lib/ledger/prove.ts';
import { accept, authorized } from './capacity/story.ts';
import { type Answer, type Deployed, deployed, lost, order } from './deployed.ts';
import { type Load, latencyCells, latencyHeads, load, statuses } from './load.ts';
import type { Progress } from './machine.ts';
import { type Cell, rounded, table, verdict } from './markdown.ts';

const orders = 200;
const covered = 120;
const waitMs = 240_000;
const path = '/api/v1/vendor/orders';

/** A road that orders take. */
interface Way {
  name: string;
  callers: number;
  place(stack: Deployed, key: string, repeatKey: string): Promise<Answer>;
}

const overHttp: Way['place'] = (stack, key, repeatKey) =>
  stack.call('POST', path, key, order(), repeatKey);

const ways: Way[] = [
  { name: '32 callers', callers: 32, place: overHttp },
  { name: '200 callers', callers: 200, place: overHttp },
  // No process for each call: so many really meet at the wallet.
  {
    name: '200 callers of the handler in one process',
    callers: 200,
    place: async (_, key, repeatKey) => {
      const startedMs = performance.now();
      const answer = await accept(await authorized(key), { idempotencyKey: repeatKey });
      return { ...answer, ms: performance.now() - startedMs };
    },
  },
];

export async function run(progress: Progress): Promise<string> {
  const stack = await deployed(progress);
  try {
    const rounds: Round[] = [];
    for (const way of ways) rounds.push(await round(stack, way, progress));
    return report(rounds);
  } finally {
    await stack.stop();
  }
}

interface Wallet {
  available: number;
  held: number;
  spent: number;
}

interface Round {
  way: Way;
  price: number;
  rush: Load;
  /** First answers alone. */
  firsts: Answer[];
  counts: { accepted: number; refused: number; others: number };
  before: { wallet: Wallet; proof: ProofReport };
  after: { wallet: Wallet; proof: ProofReport; completed: number; seconds: number };
}

async function round(stack: Deployed, way: Way, progress: Progress): Promise<Round> {
  const price = await priceOf(stack);
  // Almost one more than it covers: the remainder must stay.
  const key = await stack.aVendor(covered * price + price - 1);
  progress(`${orders} orders by ${way.name}`);
  const firsts: Answer[] = [];
  const rush = await load(orders, way.callers, () => persistent(stack, way, key, firsts));
  const startedMs = performance.now();
  const { 201: accepted = 0, 402: refused = 0 } = statuses(rush.answers);
  const counts = { accepted, refused, others: orders - accepted - refused };
  const before = { wallet: await walletOf(stack, key), proof: await proofOf(stack) };
  let wallet = before.wallet;
  while (wallet.held > 0 && performance.now() - startedMs < waitMs) {
    await sleep(500);
    wallet = await walletOf(stack, key);
  }
  const seconds = (performance.now() - startedMs) / 1000 + rush.seconds;
  const completed = wallet.spent / price;
  progress(`${completed} of ${accepted} completed after ${seconds.toFixed(1)} s`);
  const after = { wallet, proof: await proofOf(stack), completed, seconds };
  return { way, price, rush, firsts, counts, before, after };
}

const triesMax = 10;
const backoffMs = { first: 1_000, most: 30_000 };

/** As a client should: an answer that is none is asked for again, later, under the same key. */
async function persistent(
  stack: Deployed,
  way: Way,
  key: string,
  firsts: Answer[],
): Promise<Answer> {
  const repeatKey = randomUUID();
  const startedMs = performance.now();
  for (let tried = 1; ; tried += 1) {
    const answer = await way.place(stack, key, repeatKey);
    if (tried === 1) firsts.push(answer);
    const isAnswer = answer.status !== lost && answer.status < 500;
    if (isAnswer || tried === triesMax) return { ...answer, ms: performance.now() - startedMs };
    await sleep(Math.random() * Math.min(backoffMs.most, backoffMs.first * 2 ** tried));
  }
}

async function priceOf(stack: Deployed): Promise<number> {
  const wish = order({ type: 'validate' });
  const { apiKey } = stack.vendor;
  const { status, body } = await stack.call('POST', path, apiKey, wish);
  if (status !== 200) throw new Error(`no price: ${JSON.stringify(body)}`);
  return (body as { total: { amount: number } }).total.amount;
}

async function walletOf(stack: Deployed, key: string): Promise<Wallet> {
  const { body } = await stack.call('GET', '/api/v1/vendor/wallet', key);
  const { available, held, spent } = body as Record<keyof Wallet, { amount: number }>;
  return { available: available.amount, held: held.amount, spent: spent.amount };
}

const proofOf = (stack: Deployed) => invoke<ProofReport>(stack.endpoint, 'billing/prove-ledger');

function report(rounds: Round[]): string {
  const row = (name: string, of: (round: Round) => Cell): Cell[] => [name, ...rounds.map(of)];
  const text = ({ available, held, spent }: Wallet) => `${available} / ${held} / ${spent}`;
  const proved = ({ findings, sum }: ProofReport) => `${findings.length} findings, sum ${sum}`;
  return [
    table(
      [`${orders} orders, the wallet covers ${covered}`, ...ways.map(({ name }) => name)],
      [
        row('accepted (201)', ({ counts }) => counts.accepted),
        row('refused for want of money (402)', ({ counts }) => counts.refused),
        row('other answers in the end', ({ counts }) => counts.others),
        row('no answer at first (5xx or lost), repeated under the same key', ({ firsts }) =>
          failures(firsts),
        ),
        row('price of one order', ({ price }) => price),
        row('wallet after the last answer: available / held / spent', ({ before }) =>
          text(before.wallet),
        ),
        row('wallet at the end', ({ after }) => text(after.wallet)),
        row('ledger proof after the last answer', ({ before }) => proved(before.proof)),
        row('ledger proof at the end', ({ after }) => proved(after.proof)),
        row('completed', ({ after }) => after.completed),
        row('seconds from the first request to the last completion', ({ after }) =>
          rounded(after.seconds),
        ),
        row('eSIMs a minute', ({ after }) => Math.round((after.completed / after.seconds) * 60)),
        row('all exact', (one) => verdict(isExact(one))),
      ],
    ),
    table(
      ['Acceptance or refusal, repeats included', ...latencyHeads],
      rounds.map(({ way, rush }) => [way.name, ...latencyCells(rush)]),
    ),
  ].join('\n\n');
}

function failures(firsts: Answer[]): string {
  const failed = firsts.filter(({ status }) => status === lost || status >= 500);
  const counts = Object.entries(statuses(failed));
  return counts.map(([status, count]) => `${count} × ${status}`).join(', ') || 'none';
}

/** To the minor unit, at both looks; whatever is not completed yet is held. */
function isExact({ price, counts, before, after }: Round): boolean {
  const ties = ({ available, held, spent }: Wallet) =>
    available === price - 1 && held + spent === covered * price;
  const proves = ({ findings, sum }: ProofReport) => findings.length === 0 && sum === 0;
  return (
    counts.accepted === covered &&
    counts.refused === orders - covered &&
    [before, after].every(({ wallet, proof }) => ties(wallet) && proves(proof))
  );
}
