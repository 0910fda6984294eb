/** Answers in a form in which two services can be compared. */
export interface Told {
  /** Name of the exception; absent when the call was done. */
  error?: string;
  /** What is compared. */
  answer: unknown;
  /** Write units by table, where the emulator was asked for them. */
  writeUnits: Record<string, number>;
}

interface Thrown {
  name: string;
  CancellationReasons?: { Code?: string; Item?: object }[];
  Item?: object;
}
interface Capacity {
  TableName?: string;
  CapacityUnits?: number;
}
interface Output {
  ConsumedCapacity?: Capacity | Capacity[];
  Attributes?: object;
  [name: string]: unknown;
}

export async function told(work: () => Promise<object> | object): Promise<Told> {
  try {
    const { ConsumedCapacity: capacity, $metadata: _, ...output } = (await work()) as Output;
    const all = Array.isArray(capacity) ? capacity : capacity ? [capacity] : [];
    return {
      answer: comparable(dropEmpty(output)),
      writeUnits: Object.fromEntries(
        all.map(({ TableName = '', CapacityUnits = 0 }) => [TableName, CapacityUnits]),
      ),
    };
  } catch (thrown) {
    const { name, CancellationReasons, Item } = thrown as Thrown;
    if (typeof name !== 'string' || !name.endsWith('Exception')) throw thrown;
    const reasons = CancellationReasons?.map((reason) => [reason.Code, comparable(reason.Item)]);
    const answer = { name, ...(reasons ? { reasons } : { item: comparable(Item) }) };
    return { error: name, answer, writeUnits: {} };
  }
}

/** Nothing updated: the emulator says so with an empty map, DynamoDB leaves it out. */
function dropEmpty({ Attributes, ...output }: Output): object {
  const isEmpty = Attributes === undefined || Object.keys(Attributes).length === 0;
  return isEmpty ? output : { ...output, Attributes };
}

/** Sets have no order, maps neither; bytes in hexadecimal. */
function comparable(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as object).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]): [string, unknown] => [
        name,
        isSet(name, inner) ? (comparable(inner) as string[]).sort() : comparable(inner),
      ]),
  );
}

const isSet = (name: string, value: unknown) =>
  Array.isArray(value) && (name === 'SS' || name === 'NS' || name === 'BS');
