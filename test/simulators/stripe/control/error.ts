/** A wrong control call: a mistake in a test, so it says plainly what is wrong. */
export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
