/** The test's own door: what came in, and how the next deliveries are treated. */
import { z } from 'zod';
import { emptyMemory, type Memory, statisticsOf } from './deliveries.ts';

const Settings = z.strictObject({ secret: z.string().min(1).nullable() });
const FaultWish = z.strictObject({
  kind: z.enum(['status', 'drop']).default('status'),
  status: z.int().min(200).max(599).default(503),
  headers: z.record(z.string(), z.string()).default({}),
  delayMs: z.int().min(0).max(120_000).default(0),
  times: z.int().min(1).max(1_000_000).default(1),
});

type Handle = (memory: Memory, body: unknown) => unknown;

const controls: Record<string, Handle> = {
  'GET /health': () => ({ ok: true }),
  'GET /deliveries': ({ deliveries }) => deliveries,
  'GET /statistics': statisticsOf,
  'GET /settings': ({ secret }) => ({ secret: secret ?? null }),
  'PUT /settings': (memory, body) => {
    const { secret } = Settings.parse(body);
    memory.secret = secret ?? undefined;
    return { secret };
  },
  'GET /faults': ({ faults }) => faults,
  'POST /faults': ({ faults }, body) => {
    const fault = FaultWish.parse(body);
    faults.push(fault);
    return fault;
  },
  'DELETE /faults': (memory) => {
    memory.faults = [];
    return { ok: true };
  },
  'POST /reset': (memory) => {
    Object.assign(memory, emptyMemory(memory.secret));
    return { ok: true };
  },
};

export function answerControl(
  memory: Memory,
  method: string,
  path: string,
  body: string,
): { status: number; answer: unknown } {
  const handle = controls[`${method} ${path.slice('/__control'.length)}`];
  if (!handle) return { status: 404, answer: { error: 'no such control' } };
  try {
    const parsed: unknown = body === '' ? {} : JSON.parse(body);
    return { status: 200, answer: handle(memory, parsed) };
  } catch (error) {
    const said = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    return { status: 400, answer: { error: said } };
  }
}
