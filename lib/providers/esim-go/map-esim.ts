/** eSIM details and its bundles -> EsimReading (fact sheet, sections 8.5, 9 and 14). Pure. */
import type { EsimReading, EsimStatus } from '../port.ts';
import { instant, integer, isRecord, isTrue, type Json, records, text } from './decode.ts';
import { bytesPerMegabyte } from './map-bundle.ts';

interface Assignment {
  state: string;
  bundle: EsimReading['bundles'][number];
}

/** `details` of GET /esims/{iccid}, `held` of GET /esims/{iccid}/bundles. */
export function esimReading(iccid: string, details: unknown, held: unknown): EsimReading {
  const esim = isRecord(details) ? details : {};
  const assignments = records(isRecord(held) ? held.bundles : held).flatMap(assignmentsOf);
  const started = assignments.some(({ state }) => running.has(state) || state === 'expired');
  const installed =
    lower(esim.profileStatus) === 'installed' ||
    instant(esim.firstInstalledDateTime) !== null ||
    started;
  return {
    iccid,
    installed,
    status: statusOf(esim, installed, new Set(assignments.map(({ state }) => state))),
    // Bundles taken back or lapsed still state their full amount, which nobody can use any more.
    bundles: assignments
      .filter(({ state }) => state !== 'revoked' && state !== 'lapsed')
      .map(({ bundle }) => bundle),
  };
}

const running = new Set(['active', 'depleted']);
const over = new Set(['expired', 'lapsed', 'revoked']);

/** A depleted bundle is still in its validity: ACTIVE, with nothing remaining. */
function statusOf(esim: Json, installed: boolean, states: Set<string>): EsimStatus {
  const [state, profile] = [lower(esim.state), lower(esim.profileStatus)];
  if (state === 'deactivated' || profile === 'deactivated') return 'TERMINATED';
  if (state === 'suspended') return 'SUSPENDED';
  if ([...states].some((entry) => running.has(entry))) return 'ACTIVE';
  // "Unavailable" cannot be installed (any more); harmless once it runs, the end before.
  if (profile === 'unavailable' && !installed) return 'TERMINATED';
  if (states.size > 0 && [...states].every((entry) => over.has(entry))) return 'EXPIRED';
  return installed ? 'PENDING_ACTIVATION' : 'CREATED';
}

function assignmentsOf(bundle: Json): Assignment[] {
  const bundleCode = text(bundle.name);
  if (bundleCode === undefined) return [];
  return records(bundle.assignments)
    .filter((raw) => ['', 'data'].includes(lower(raw.callTypeGroup)))
    .map((raw) => ({
      state: lower(raw.bundleState),
      bundle: {
        assignmentId:
          text(raw.id) ?? integer(raw.id)?.toString() ?? text(raw.assignmentReference) ?? '',
        bundleCode,
        ...quantitiesOf(raw),
        startsAt: instant(raw.startTime),
        endsAt: instant(raw.endTime),
      },
    }));
}

/** Bytes; the older fields first, v2.5's allowances where those are gone. null: unlimited or unstated. */
function quantitiesOf(raw: Json): { initialBytes: number | null; remainingBytes: number | null } {
  const allowance = records(raw.allowances).find(({ type }) => type === 'DATA') ?? {};
  if (isTrue(raw.unlimited) || isTrue(allowance.unlimited)) {
    return { initialBytes: null, remainingBytes: null };
  }
  const unit = allowance.unit === 'MB' ? bytesPerMegabyte : 1;
  return {
    initialBytes: quantity(raw.initialQuantity) ?? quantity(allowance.initialAmount, unit),
    remainingBytes: quantity(raw.remainingQuantity) ?? quantity(allowance.remainingAmount, unit),
  };
}

function quantity(value: unknown, unit = 1): number | null {
  const bytes = (integer(value) ?? -1) * unit;
  return bytes >= 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

const lower = (value: unknown): string => text(value)?.toLowerCase() ?? '';
