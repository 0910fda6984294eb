/** An expected refusal of the provider. A class, so that it can be told from a bug when caught. */
export class Refusal extends Error {
  readonly status: number;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, message: string, retryAfterSeconds: number | null = null) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function refuse(status: number, message: string, retryAfterSeconds?: number): never {
  throw new Refusal(status, message, retryAfterSeconds ?? null);
}
