import type { Simulation } from '../http/simulation.ts';
import type { Json } from '../state/json.ts';

export interface ControlCall {
  simulation: Simulation;
  now: number;
  params: Record<string, string>;
  body: Json;
}

export interface Control {
  template: string;
  handle(call: ControlCall): unknown;
}

export function control(template: string, handle: Control['handle']): Control {
  return { template, handle };
}
