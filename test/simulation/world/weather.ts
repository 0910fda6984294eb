/** What goes wrong in a seed, and how often: each seed draws its own weather. */
import { type FaultKind, faultKinds } from '../runtime/types.ts';
import { type Dice, diceOf } from './dice.ts';

export const profiles = [
  'mixed',
  'calm',
  'weather',
  'storm',
  'focus',
  'outage',
  'contest',
  'thieves',
  'refunds',
  'crashes',
] as const;
export type Profile = (typeof profiles)[number];

/** A time in which one kind of fault strikes at (nearly) every opportunity. */
export interface Spell {
  kind: FaultKind;
  fromMs: number;
  toMs: number;
  probability: number;
}

export interface Weather {
  profile: Exclude<Profile, 'mixed'>;
  /** By opportunity; kinds that are missing never strike by themselves. */
  probability: Partial<Record<FaultKind, number>>;
  spells: Spell[];
}

/**
 * Kinds that are asked for at every call of an order's way are scaled down, so that an order still
 * gets somewhere; kinds that are asked for once are scaled up, so that they are met at all.
 */
const scales: Partial<Record<FaultKind, number>> = {
  'lambda-dies-before-call': 0.15,
  'lambda-dies-after-call': 0.15,
  'lambda-clock-skewed': 3,
  'dynamodb-throttled': 0.4,
  'dynamodb-conflict': 0.6,
  'dynamodb-fails': 0.3,
  'dynamodb-answer-lost': 0.3,
  'stream-late': 2,
  'schedule-missed': 3,
  'schedule-twice': 3,
  'poison-message': 0.3,
  'provider-request-lost': 2,
  'provider-answer-lost': 3,
  'provider-fails-before': 2,
  'provider-fails-after': 3,
  'provider-garbage': 2,
  'provider-short': 4,
  'provider-hangs': 2,
  'provider-listed-late': 5,
  'provider-clock-skewed': 3,
  'provider-refuses': 2,
  'stripe-card-declined': 5,
  'stripe-refund-fails-later': 2,
  'vendor-suspended': 3,
  'price-changed': 3,
  'request-repeated': 6,
};

/** Kinds that together bring the engine into a corner; everything else stays fair. */
const themes: Partial<Record<Profile, Partial<Record<FaultKind, number>>>> = {
  // Many orders whose outcome is unknown, and several who look for their purchases at once.
  contest: {
    'provider-answer-lost': 0.25,
    'provider-hangs': 0.15,
    'provider-fails-after': 0.2,
    'provider-short': 0.25,
    'provider-slow': 0.2,
    'provider-clock-skewed': 0.5,
    'lambda-clock-skewed': 0.4,
    'dynamodb-throttled': 0.05,
    'schedule-twice': 0.5,
    'sqs-twice': 0.2,
  },
  // Wrong clocks make young purchases look old, and slow writes leave them unclaimed for long.
  thieves: {
    'provider-answer-lost': 0.4,
    'provider-clock-skewed': 0.6,
    'lambda-clock-skewed': 0.6,
    'schedule-twice': 0.6,
    'dynamodb-throttled': 0.35,
    'dynamodb-conflict': 0.5,
  },
  // Orders that fail, and their money that does not find its way back at once.
  refunds: {
    'provider-refuses': 0.5,
    'sqs-twice': 0.3,
    'rule-twice': 0.3,
    'stream-repeated': 0.2,
    'stripe-fails': 0.6,
    'stripe-request-lost': 0.4,
    'stripe-answer-lost': 0.15,
    'stripe-event-late': 0.2,
    'stripe-event-twice': 0.2,
    'stripe-refund-fails-later': 0.1,
    'lambda-dies-after-call': 0.01,
  },
  crashes: {
    'lambda-dies-before-call': 0.03,
    'lambda-dies-after-call': 0.03,
    'sqs-ack-lost': 0.2,
    'schedule-twice': 0.3,
    'provider-slow': 0.2,
  },
};

/** Strike in spells only: by themselves they would be other kinds' doubles. */
const spellOnly: ReadonlySet<FaultKind> = new Set(['provider-outage']);

const spellable: readonly FaultKind[] = [
  'provider-outage',
  'provider-answer-lost',
  'provider-read-fails',
  'provider-rate-limited',
  'provider-slow',
  'stripe-fails',
  'stripe-request-lost',
  'stripe-event-late',
  'receiver-fails',
  'dynamodb-throttled',
  'events-fail',
  'sqs-send-fails',
  'schedule-missed',
];

const minuteMs = 60_000;

/** `spanMs` is the time in which orders arrive: spells begin in it. */
export function drawWeather(seed: number, wish: Profile, spanMs: number): Weather {
  const dice = diceOf(seed, 'weather');
  const profile = wish === 'mixed' ? mixedProfile(dice) : wish;
  return {
    profile,
    probability: Object.fromEntries(
      faultKinds
        .filter((kind) => !spellOnly.has(kind))
        .map((kind) => [kind, probabilityOf(kind, profile, dice)])
        .filter(([, probability]) => probability !== 0),
    ),
    spells: drawSpells(profile, spanMs, dice),
  };
}

const mixedProfile = (dice: Dice): Weather['profile'] =>
  dice.weighted([
    ['calm', 4],
    ['weather', 36],
    ['storm', 20],
    ['focus', 16],
    ['outage', 5],
    ['contest', 6],
    ['thieves', 3],
    ['refunds', 6],
    ['crashes', 5],
  ]);

function probabilityOf(kind: FaultKind, profile: Weather['profile'], dice: Dice): number {
  // Always as many draws, so that a kind's luck does not depend on the kinds before it.
  const [isMet, size] = [dice.next(), dice.next()];
  const scaled = (from: number, to: number) =>
    Math.min(0.6, (scales[kind] ?? 1) * from * (to / from) ** size);
  switch (profile) {
    case 'calm':
      return 0;
    case 'outage':
      return isMet < 0.2 ? scaled(0.001, 0.02) : 0;
    case 'weather':
      return isMet < 0.5 ? scaled(0.001, 0.04) : 0;
    case 'storm':
      return isMet < 0.75 ? scaled(0.005, 0.1) : 0;
    case 'focus':
      return isMet < 0.06 ? scaled(0.05, 0.6) : 0;
    default:
      return (themes[profile]?.[kind] ?? 0) * (0.3 + 0.7 * size);
  }
}

const outages = ['provider-outage', 'stripe-fails'] as const;

function spellsOf(profile: Weather['profile'], dice: Dice): number {
  const least = profile === 'outage' || profile === 'refunds' ? 1 : 0;
  const most = { calm: 0, contest: 0, thieves: 0, crashes: 1, storm: 2 }[profile as string] ?? 1;
  return dice.whole(least, most);
}

function drawSpells(profile: Weather['profile'], spanMs: number, dice: Dice): Spell[] {
  const isOutage = profile === 'outage' || profile === 'refunds';
  return Array.from({ length: spellsOf(profile, dice) }, () => {
    const kind = isOutage
      ? dice.oneOf(profile === 'outage' ? outages : (['stripe-fails'] as const))
      : dice.oneOf(spellable);
    const fromMs = dice.within(0, spanMs);
    const lengthMs = isOutage
      ? dice.within(60 * minuteMs, 200 * minuteMs)
      : dice.weighted([
          [dice.within(minuteMs, 5 * minuteMs), 6],
          [dice.within(5 * minuteMs, 40 * minuteMs), 3],
        ]);
    const probability = isOutage ? 1 : dice.oneOf([0.5, 0.9, 1]);
    return { kind, fromMs, toMs: fromMs + lengthMs, probability };
  });
}
