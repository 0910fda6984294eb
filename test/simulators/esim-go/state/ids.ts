export interface Ids {
  uuid(): string;
  iccid(): string;
  matchingId(): string;
  assignmentId(): string;
  usageId(): number;
  puk(): string;
  msisdn(): string;
}

const MATCHING_ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';
const ICCID_PREFIX = '8943108167';

/** Serial parts count upwards from a random start: unique for sure, different from seed to seed. */
export function createIds(random: () => number): Ids {
  const below = (limit: number) => Math.floor(random() * limit);
  const digits = (count: number) => Array.from({ length: count }, () => below(10)).join('');
  const letters = () =>
    Array.from({ length: 5 }, () => MATCHING_ALPHABET[below(MATCHING_ALPHABET.length)]).join('');
  let serial = below(50_000_000);
  let assignment = 200_000_000 + below(50_000_000);
  let usage = 800_000 + below(50_000);
  return {
    uuid: () => uuid(below),
    iccid: () => {
      serial += 1;
      const body = `${ICCID_PREFIX}${String(serial).padStart(8, '0')}`;
      return `${body}${luhnDigit(body)}`;
    },
    matchingId: () => [letters(), letters(), letters(), letters()].join('-'),
    assignmentId: () => String(++assignment),
    usageId: () => ++usage,
    puk: () => digits(8),
    msisdn: () => `4479${digits(8)}`,
  };
}

export function luhnDigit(body: string): number {
  let sum = 0;
  for (let index = body.length - 1, double = true; index >= 0; index -= 1, double = !double) {
    const digit = Number(body[index]) * (double ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - (sum % 10)) % 10;
}

function uuid(below: (limit: number) => number): string {
  const hex = Array.from({ length: 32 }, () => below(16).toString(16));
  hex[12] = '4';
  hex[16] = (8 + below(4)).toString(16);
  const text = hex.join('');
  return [8, 12, 16, 20]
    .reduceRight((part, at) => `${part.slice(0, at)}-${part.slice(at)}`, text)
    .toLowerCase();
}
