/** What the demo did, step by step with times, and whether each expectation held. */
import { isDeepStrictEqual } from 'node:util';

export type Facts = Record<string, string | number | null>;

export interface Step {
  chapter: string;
  name: string;
  durationMs: number;
  facts: Facts;
}

export interface Check {
  chapter: string;
  name: string;
  ok: boolean;
  expected: unknown;
  found: unknown;
}

/** Hears of everything as it happens; the printer is one, and JSON output needs none. */
export interface Listener {
  chapter?(title: string): void;
  step?(step: Step): void;
  check?(check: Check): void;
  picture?(text: string): void;
  table?(rows: [name: string, value: string][]): void;
}

export interface Report {
  steps: Step[];
  checks: Check[];
  /** A failure inside is a failed check: the chapters after it still run. */
  chapter<T>(title: string, work: () => Promise<T>): Promise<T | undefined>;
  step<T>(name: string, work: () => Promise<T>, facts: (value: T) => Facts): Promise<T>;
  check(name: string, found: unknown, expected: unknown): void;
  /** The text of a QR code. */
  picture(text: string): void;
  table(rows: [name: string, value: string][]): void;
}

export function createReport(listener: Listener): Report {
  let chapter = '';
  const report: Report = {
    steps: [],
    checks: [],
    async chapter(title, work) {
      chapter = title;
      listener.chapter?.(title);
      try {
        return await work();
      } catch (error) {
        report.check('runs to its end', String(error), 'no error');
        return undefined;
      }
    },
    async step(name, work, facts) {
      const startedMs = performance.now();
      const value = await work();
      const durationMs = Math.round(performance.now() - startedMs);
      const step = { chapter, name, durationMs, facts: facts(value) };
      report.steps.push(step);
      listener.step?.(step);
      return value;
    },
    check(name, found, expected) {
      const check = { chapter, name, ok: isDeepStrictEqual(found, expected), expected, found };
      report.checks.push(check);
      listener.check?.(check);
    },
    picture: (text) => listener.picture?.(text),
    table: (rows) => listener.table?.(rows),
  };
  return report;
}
