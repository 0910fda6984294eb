/** Makes a failing case smaller while it keeps failing (delta debugging), for as long as there is time. */

/** `fails` answers whether the case still fails with these parts only. */
export async function smallest<T>(
  parts: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
  hasTime: () => boolean,
): Promise<T[]> {
  let kept = [...parts];
  if (kept.length > 0 && hasTime() && (await fails([]))) return [];
  let pieces = 2;
  while (kept.length > 1 && hasTime()) {
    const size = Math.ceil(kept.length / pieces);
    const smaller = await firstFailing(candidates(kept, size), fails, hasTime);
    if (smaller) {
      kept = smaller;
      pieces = Math.max(2, Math.min(pieces - 1, kept.length));
    } else if (size === 1) {
      break;
    } else {
      pieces = Math.min(kept.length, pieces * 2);
    }
  }
  return kept;
}

/** Each run of `size` parts alone, then everything but each run. */
function* candidates<T>(kept: readonly T[], size: number): Generator<T[]> {
  if (size < kept.length / 2)
    for (let at = 0; at < kept.length; at += size)
      yield [...kept.slice(0, at), ...kept.slice(at + size)];
  else for (let at = 0; at < kept.length; at += size) yield kept.slice(at, at + size);
  if (size >= kept.length / 2) return;
  for (let at = 0; at < kept.length; at += size) yield kept.slice(at, at + size);
}

async function firstFailing<T>(
  wishes: Iterable<T[]>,
  fails: (some: readonly T[]) => Promise<boolean>,
  hasTime: () => boolean,
): Promise<T[] | undefined> {
  for (const wish of wishes) {
    if (!hasTime()) return undefined;
    if (await fails(wish)) return wish;
  }
  return undefined;
}
