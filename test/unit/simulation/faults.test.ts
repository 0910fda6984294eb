/** Faults are drawn so that a run can be repeated, and repeated with some of them left out. */
import { stageConfig } from '../../../infra/stages.ts';
import type { FaultKind } from '../../simulation/runtime/types.ts';
import { diceOf } from '../../simulation/world/dice.ts';
import { kindOf, type Selection, seedFaults } from '../../simulation/world/faults.ts';
import { timings } from '../../simulation/world/timings.ts';
import { drawWeather, profiles, type Weather } from '../../simulation/world/weather.ts';

const weather: Weather = {
  profile: 'storm',
  probability: { 'dynamodb-fails': 0.2, 'sqs-twice': 0.3 },
  spells: [{ kind: 'provider-outage', fromMs: 1000, toMs: 2000, probability: 1 }],
};

function play(selection: Selection = {}, seed = 1) {
  let nowMs = 5_000;
  const faults = seedFaults(seed, weather, () => nowMs, selection);
  faults.start();
  const struck: string[] = [];
  for (let n = 0; n < 200; n += 1) {
    nowMs = 5_000 + n * 20;
    for (const kind of ['dynamodb-fails', 'sqs-twice', 'provider-outage'] as const)
      if (faults.strikes(kind, `site-${n % 3}`)) struck.push(`${kind} ${n}`);
  }
  return { struck, faults };
}
const of = (kind: string, { struck }: { struck: string[] }) =>
  struck.filter((each) => each.startsWith(kind));

test('the same seed strikes at the same places, another one at others', () => {
  expect(play().struck).toEqual(play().struck);
  expect(play({}, 2).struck).not.toEqual(play().struck);
  expect(of('dynamodb-fails', play()).length).toBeGreaterThan(20);
});

test('a spell strikes in its time only, and has one name', () => {
  expect(of('provider-outage', play()).map((each) => Number(each.split(' ')[1]))).toEqual(
    Array.from({ length: 50 }, (_, n) => 50 + n),
  );
  const names = play().faults.occurrences();
  expect(names.filter((name) => kindOf(name) === 'provider-outage')).toEqual([
    'provider-outage@spell#0',
  ]);
});

test('a kind that is left out changes nothing of the others', () => {
  const without = new Set<FaultKind>(['sqs-twice']);
  const less = play({ without });
  expect(of('sqs-twice', less)).toEqual([]);
  expect(of('dynamodb-fails', less)).toEqual(of('dynamodb-fails', play()));
  expect(less.faults.counts['sqs-twice']).toBe(0);
});

test('all occurrences kept is the same run; one kept is that one alone', () => {
  const names = play().faults.occurrences();
  expect(play({ keep: new Set(names) }).struck).toEqual(play().struck);
  const one = names.find((name) => kindOf(name) === 'dynamodb-fails');
  const alone = play({ keep: new Set([String(one)]) });
  expect(alone.struck).toHaveLength(1);
  expect(alone.faults.occurrences()).toEqual([one]);
});

test('nothing strikes before the start and after the stop', () => {
  const { faults } = play();
  faults.stop();
  const counts = { ...faults.counts };
  for (let n = 0; n < 100; n += 1) expect(faults.strikes('sqs-twice', 'site')).toBe(false);
  expect(faults.counts).toEqual(counts);
});

test('numbers that go with a fault stay in their bounds', () => {
  const { faults } = play();
  for (let n = 0; n < 100; n += 1) {
    const value = faults.between('sqs-twice', `site-${n}`, 10, 20);
    expect(value).toBeGreaterThanOrEqual(10);
    expect(value).toBeLessThan(20);
  }
});

test('dice are even', () => {
  const dice = diceOf(3, 'even');
  const counts = [0, 0, 0, 0, 0];
  for (let n = 0; n < 10_000; n += 1) counts[dice.whole(0, 4)]! += 1;
  for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  const parts = { often: 0, seldom: 0 };
  for (let n = 0; n < 10_000; n += 1)
    parts[
      dice.weighted([
        ['often', 3],
        ['seldom', 1],
      ] as const)
    ] += 1;
  expect(Math.abs(parts.often - 7_500)).toBeLessThan(250);
});

test('every profile draws weather that is one of its own', () => {
  for (const profile of profiles)
    for (let seed = 0; seed < 50; seed += 1) {
      const drawn = drawWeather(seed, profile, 600_000);
      if (profile !== 'mixed') expect(drawn.profile).toBe(profile);
      for (const probability of Object.values(drawn.probability))
        expect(probability > 0 && probability <= 0.6).toBe(true);
      if (profile === 'calm') expect(drawn).toMatchObject({ probability: {}, spells: [] });
    }
});

test('the simulation runs under the timings of the remote stages', () => {
  expect(timings).toEqual(stageConfig((key) => (key === 'stage' ? 'prod' : undefined)).timings);
});
