/** Real time: everything else in the process lives in virtual time. */
export const realSeconds = (): number => Number(process.hrtime.bigint() / 1_000_000n) / 1000;
