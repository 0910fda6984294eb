/** Projections of nested places, there or not. */
import type { Sketch } from './sketch.ts';

/** Places apart from each other. */
export function projectionOf({ draw, name }: Sketch): string {
  const places = [
    () => 'pk',
    () => name('n'),
    () => name('status'),
    () => name('dotted.name'),
    () => `${name('stops')}[0]`,
    () => `${name('stops')}[2]`,
    () => `${name('tree')}.${name('s')}`,
    () => `${name('tree')}.stops[1]`,
    () => `${name('tree')}.leaf.${name('a.b')}`,
    () => `${name('mixed')}.x`,
    () => name('nowhere'),
  ];
  const some = draw.someOf(places, 0.3);
  return (some.length > 0 ? some : [() => 'sk']).map((place) => place()).join(', ');
}
