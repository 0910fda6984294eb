import type { Esim } from './esim.ts';
import { assignmentObject } from './esim-view.ts';
import { ownEsim } from './esims.ts';
import { readyOrder } from './list-orders.ts';
import { refuse } from './refusal.ts';
import type { World } from './world.ts';

export interface Found {
  esim: Esim;
  bundle: string;
  reference: string;
}

/** References of orders, of applies, or of one assignment (`<uuid>-<n>`). 503 until delivered, 410 after the end. */
export function findAssignments(world: World, references: string[], now: number): Found[] {
  const wanted = references.flatMap((reference) => reference.split(',')).filter(Boolean);
  if (wanted.length === 0) refuse(400, 'reference is required');
  return wanted.flatMap((reference) => findByReference(world, reference, now));
}

function findByReference(world: World, reference: string, now: number): Found[] {
  const [, base = reference, index] = /^([0-9a-f-]{36})-(\d+)$/.exec(reference) ?? [];
  const order = readyOrder(world, base, now);
  const iccids = new Set(order.lines.flatMap((line) => line.iccids));
  return [...iccids].flatMap((iccid) => {
    const esim = ownEsim(world, iccid, now);
    if (esim.state === 'deactivated') refuse(410, 'eSIM is deactivated');
    return esim.assignments
      .filter((it) =>
        index === undefined ? it.reference.startsWith(base) : it.reference === reference,
      )
      .map((it) => ({ esim, bundle: it.bundle.name, reference: it.reference }));
  });
}

export function assignmentsCsv(found: Found[]): string {
  const rows = found.map(({ esim, bundle, reference }) =>
    [esim.iccid, esim.matchingId, esim.smdpAddress, bundle, reference].join(','),
  );
  return ['ICCID,Matching ID,RSP URL,Bundle,Reference', ...rows, ''].join('\n');
}

/** The documentation contradicts itself, so the shape is a setting. One object cannot show two eSIMs. */
export function assignmentsJson(world: World, found: Found[], additionalFields: string | null) {
  const shape = world.settings.assignmentsShape;
  if (shape === 'rsp-array') {
    return found.map(({ esim: { iccid, matchingId, smdpAddress }, bundle, reference }) => ({
      ...{ iccid, matchingId, rspUrl: smdpAddress, bundle, reference },
    }));
  }
  const esims = [...new Set(found.map(({ esim }) => esim))];
  const objects = esims.map((esim) => assignmentObject(esim, additionalFields));
  return shape === 'object' && objects.length === 1 ? objects[0] : objects;
}
