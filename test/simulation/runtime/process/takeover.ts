/**
 * Puts virtual clock, timers, randomness, AWS and HTTP in the place of the process's own, once. While
 * no machine is open all of them are the real ones. Whoever wants real time meanwhile asks
 * `process.hrtime`, which stays as it is.
 */
import { syncBuiltinESMExports } from 'node:module';
import { takeAws } from './aws.ts';
import { takeClock } from './clock.ts';
import { takeHttp } from './http.ts';
import { takeLogs } from './logs.ts';
import { takePictures } from './pictures.ts';
import { takeRandomness } from './randomness.ts';
import { takeTimers } from './timers.ts';

let isTaken = false;

export function takeProcess(): void {
  if (isTaken) return;
  isTaken = true;
  takeClock();
  takeTimers();
  takeRandomness();
  takeHttp();
  takeAws();
  takeLogs();
  takePictures();
  syncBuiltinESMExports();
}
