import { createIds, luhnDigit } from './state/ids.ts';
import { createRandom } from './state/random.ts';

const idsOf = (seed: string) => createIds(createRandom(seed));

describe('identifiers', () => {
  it('are the same for the same seed and differ for another', () => {
    const take = (seed: string) => {
      const ids = idsOf(seed);
      return [ids.uuid(), ids.iccid(), ids.matchingId(), ids.assignmentId(), ids.usageId()];
    };
    expect(take('one')).toEqual(take('one'));
    expect(take('one')).not.toEqual(take('two'));
  });

  it('give ICCIDs of 19 digits with a Luhn digit, all different', () => {
    const ids = idsOf('iccids');
    const iccids = Array.from({ length: 1000 }, () => ids.iccid());
    expect(new Set(iccids).size).toBe(1000);
    for (const iccid of iccids) {
      expect(iccid).toMatch(/^89\d{17}$/);
      expect(luhnDigit(iccid.slice(0, -1))).toBe(Number(iccid.at(-1)));
    }
  });

  it('know the Luhn digit of a published example', () => {
    expect(luhnDigit('7992739871')).toBe(3);
  });

  it('give references and matching ids in the shape of the provider', () => {
    const ids = idsOf('shapes');
    expect(ids.uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(ids.matchingId()).toMatch(/^[A-Z0-9]{5}(-[A-Z0-9]{5}){3}$/);
  });
});
