/**
 * The faults of a run, drawn from its weather. Each occurrence has a name (kind, site, which
 * opportunity), so that a failing run can be repeated with only some of them.
 */
import { type FaultKind, type Faults, faultKinds } from '../runtime/types.ts';
import { drawn, hashOf } from './dice.ts';
import type { Spell, Weather } from './weather.ts';

/** A selection of faults: a shrunk run keeps only some occurrences, or leaves whole kinds out. */
export interface Selection {
  /** Names of the occurrences that strike, and no others. */
  keep?: ReadonlySet<string> | undefined;
  without?: ReadonlySet<FaultKind> | undefined;
}

export interface SeedFaults extends Faults {
  /** Nothing strikes before, nor after `stop`. */
  start(): void;
  stop(): void;
  readonly counts: Record<FaultKind, number>;
  /** Names of all occurrences so far. A spell has one name, however often it strikes. */
  occurrences(): string[];
}

interface Site {
  stream: number;
  /** Opportunities so far. */
  n: number;
}

export function seedFaults(
  seed: number,
  weather: Weather,
  now: () => number,
  { keep, without }: Selection = {},
): SeedFaults {
  const sites = new Map<FaultKind, Map<string, Site>>();
  const counts = Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as SeedFaults['counts'];
  const struck = new Set<string>();
  let startMs: number | undefined;

  const siteOf = (kind: FaultKind, site: string): Site => {
    const known = sites.get(kind) ?? new Map<string, Site>();
    sites.set(kind, known);
    const place = known.get(site) ?? { stream: hashOf(`${kind}@${site}`, seed), n: 0 };
    known.set(site, place);
    return place;
  };

  const isAllowed = (name: string, kind: FaultKind) =>
    !without?.has(kind) && (keep === undefined || keep.has(name));

  const hit = (kind: FaultKind, name: string): boolean => {
    if (!isAllowed(name, kind)) return false;
    counts[kind] += 1;
    struck.add(name);
    return true;
  };

  const spellsOf = new Map<FaultKind, { spell: Spell; name: string }[]>();
  for (const [index, spell] of weather.spells.entries()) {
    const named = { spell, name: `${spell.kind}@spell#${index}` };
    spellsOf.set(spell.kind, [...(spellsOf.get(spell.kind) ?? []), named]);
  }

  return {
    counts,
    occurrences: () => [...struck],
    start: () => {
      startMs = now();
    },
    stop: () => {
      startMs = undefined;
    },
    strikes(kind, site) {
      const probability = weather.probability[kind] ?? 0;
      const spells = spellsOf.get(kind);
      if (startMs === undefined || (probability === 0 && spells === undefined)) return false;
      const place = siteOf(kind, site);
      const n = place.n;
      place.n += 1;
      const dice = drawn(place.stream, n);
      if (spells) {
        const atMs = now() - startMs;
        for (const { spell, name } of spells)
          if (atMs >= spell.fromMs && atMs < spell.toMs && dice < spell.probability)
            if (hit(kind, name)) return true;
      }
      return dice < probability && hit(kind, `${kind}@${site}#${n}`);
    },
    between(kind, site, from, to) {
      const { stream, n } = siteOf(kind, site);
      return from + drawn(stream ^ 0x5bd1e995, n) * (to - from);
    },
  };
}

export const kindOf = (occurrence: string): FaultKind => occurrence.split('@')[0] as FaultKind;
