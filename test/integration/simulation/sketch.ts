/** Placeholders gathered while an expression is made. */
import type { Row, Value } from './attributes.ts';
import type { Draw } from './draw.ts';

export interface Sketch {
  draw: Draw;
  /** The attribute as the expression says it: itself, or by a placeholder. */
  name(name: string): string;
  value(value: Value): string;
  /** What goes into the request beside the expressions. */
  terms(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Row };
}

/** What an expression can say without a placeholder. */
const sayable = /^(?!status$)[A-Za-z][A-Za-z0-9_]*$/;

export function sketchOf(draw: Draw): Sketch {
  const names: Record<string, string> = {};
  const values: Row = {};
  return {
    draw,
    name(name) {
      if (sayable.test(name) && draw.chance(0.6)) return name;
      const placeholder = `#${name.replaceAll('.', '_')}`;
      names[placeholder] = name;
      return placeholder;
    },
    value(value) {
      const placeholder = `:${'v'.repeat(1 + draw.upTo(1))}${Object.keys(values).length}`;
      values[placeholder] = value;
      return placeholder;
    },
    terms: () => ({
      ...(Object.keys(names).length > 0 ? { ExpressionAttributeNames: names } : {}),
      ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
    }),
  };
}
