/** DynamoDB's numbers: decimal, 38 digits, exact. Short whole numbers take a short way. */
import { Invalid } from './errors.ts';

interface Decimal {
  digits: bigint;
  exponent: number;
}

const short = /^(?:0|-?[1-9]\d{0,14})$/;
const number = /^([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const digitsMax = 38;
/** Of the first digit: from 1E-130 to 9.99E+125. */
const powers = { least: -130, most: 125 };

export function compareNumbers(a: string, b: string): number {
  if (short.test(a) && short.test(b)) return Math.sign(Number(a) - Number(b));
  const [x, y] = aligned(parsed(a), parsed(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** `sign` -1 subtracts. */
export function addNumbers(a: string, b: string, sign: 1 | -1): string {
  // Two numbers of fifteen digits sum up safely.
  if (short.test(a) && short.test(b)) return String(Number(a) + sign * Number(b));
  const [x, y, exponent] = aligned(parsed(a), parsed(b));
  return spelled({ digits: sign === 1 ? x + y : x - y, exponent });
}

/** The one spelling with which DynamoDB answers; refuses what is no number or out of range. */
export const canonical = (text: string): string =>
  short.test(text) ? text : spelled(parsed(text));

function parsed(text: string): Decimal {
  const found = number.exec(text);
  if (!found)
    throw new Invalid(`The parameter cannot be converted to a numeric value: ${text || 'empty'}`);
  const [, sign, whole = '', fraction = '', bare = '', power = '0'] = found;
  const digits = BigInt(whole + fraction + bare);
  const exponent = Number(power) - fraction.length - bare.length;
  checkRange(digits, exponent);
  return trimmed({ digits: sign === '-' ? -digits : digits, exponent });
}

function checkRange(digits: bigint, exponent: number): void {
  // Zero is judged by the exponent that it is written with.
  const power = String(digits).length + exponent - 1;
  if (power > powers.most)
    throw new Invalid(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    );
  if (power < powers.least)
    throw new Invalid(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    );
}

/** Without zeros at the end. */
function trimmed({ digits, exponent }: Decimal): Decimal {
  if (digits === 0n) return { digits, exponent: 0 };
  const zeros = /0*$/.exec(String(digits))?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  const at = (of: Decimal) => of.digits * 10n ** BigInt(of.exponent - exponent);
  return [at(a), at(b), exponent];
}

function spelled(decimal: Decimal): string {
  const { digits, exponent } = trimmed(decimal);
  const sign = digits < 0n ? '-' : '';
  const text = String(digits).replace('-', '');
  if (text.length > digitsMax)
    throw new Invalid('Attempting to store more than 38 significant digits in a Number');
  checkRange(digits < 0n ? -digits : digits, exponent);
  if (exponent >= 0) return sign + text + '0'.repeat(exponent);
  const padded = text.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
