/** A bus that fails as told, in place of EventBridge: the client speaks to it over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DomainEvent } from '../../../lib/platform/events.ts';

interface Entry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Detail: string;
  Time: number;
}

/** What one call meets: entries that fail, or a process that dies before or after it arrived. */
export type Mishap = { failing: (index: number) => boolean } | { dies: 'before' | 'after' };

export async function openBus() {
  const calls: Entry[][] = [];
  const taken: DomainEvent[] = [];
  const mishaps: Mishap[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const entries = (JSON.parse(text) as { Entries: Entry[] }).Entries;
    const mishap = mishaps.shift();
    const dies = mishap && 'dies' in mishap ? mishap.dies : undefined;
    const fails = (index: number) =>
      mishap !== undefined && 'failing' in mishap && mishap.failing(index);
    if (dies !== 'before') {
      calls.push(entries);
      entries.forEach(({ Detail }, index) => {
        if (!fails(index)) taken.push(JSON.parse(Detail));
      });
    }
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    if (dies) response.statusCode = 400;
    const Entries = entries.map((_, index) =>
      fails(index) ? { ErrorCode: 'InternalFailure' } : { EventId: `id-${index}` },
    );
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    const died = { __type: 'ValidationException', message: 'died' };
    response.end(JSON.stringify(dies ? died : { FailedEntryCount, Entries }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = `http://127.0.0.1:${port}`;
  process.env.EVENT_BUS = 'bus-of-tests';
  return {
    ...{ calls, taken, mishaps },
    clear: () => {
      for (const list of [calls, taken, mishaps]) list.length = 0;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
