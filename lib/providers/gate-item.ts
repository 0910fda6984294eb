/**
 * The gate's one item in table `providers`. Every change is one conditional update of one write unit,
 * whose answer, refused or not, shows the item as it stands.
 *
 * | Attribute | Means |
 * | --- | --- |
 * | orderAt, holder | from when (epoch ms) the next order may go, and who took the present slot |
 * | second, used | the second (epoch) whose tokens are being used, and how many reads have used |
 * | limit | tokens a second, where the provider's headers tell another number than documented |
 * | cost POST /orders, … | tokens of a call, by route, where they are not one |
 * | blockedUntil | the provider said 429: nobody asks before this (epoch ms) |
 * | faults, faultAt | faults in a row, and when the last was (epoch ms) |
 * | circuit, opens, probeAt | absent while closed; how often it opened in a row; when a probe may go |
 */
import type { Item } from '../platform/dynamodb.ts';
import { updateIf } from '../platform/put.ts';
import type { ProviderName } from './port.ts';

export const gateKey = (provider: ProviderName) => ({ pk: `PROVIDER#${provider}`, sk: 'GATE' });

/** The item as this process saw it last. It saves calls that would change nothing; no rule rests on it. */
export interface GateMemory {
  seen?: Item | undefined;
}

const memories = new Map<ProviderName, GateMemory>();
export function memoryOf(provider: ProviderName): GateMemory {
  const memory = memories.get(provider) ?? {};
  memories.set(provider, memory);
  return memory;
}

export interface GateItem {
  provider: ProviderName;
  memory: GateMemory;
  change(what: Parameters<typeof updateIf>[2]): ReturnType<typeof updateIf>;
}

export const gateItem = (provider: ProviderName, memory: GateMemory): GateItem => ({
  provider,
  memory,
  change: async (what) => {
    const answer = await updateIf('providers', gateKey(provider), what);
    memory.seen = answer.item;
    return answer;
  },
});

export const numberIn = (item: Item | undefined, name: string): number | undefined =>
  item?.[name] === undefined ? undefined : Number(item[name]);

/** Condition: nothing to wait for. Needs the value `:now`. */
export const isPast = (attribute: string): string =>
  `(attribute_not_exists(${attribute}) OR ${attribute} <= :now)`;

/** Times further ahead than they can be come from a clock that was wrong: nobody waits for those. */
export const clockErrorMs = 60_000;
