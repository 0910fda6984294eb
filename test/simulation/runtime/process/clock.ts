/** Date and performance by virtual time; an invocation may have a clock that is wrong. */
import { actorNow } from '../actor.ts';
import { machineNow } from '../kernel.ts';

export function takeClock(): void {
  const RealDate = Date;
  const realNow = Date.now;
  const now = () => {
    const machine = machineNow();
    if (!machine) return realNow();
    return Math.floor(machine.loop.now() + (actorNow()?.invocation?.skewMs ?? 0));
  };
  RealDate.now = now;
  // A proxy rather than a subclass: every date stays an instance of the one Date there is.
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts: unknown[], newTarget) =>
      Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
  const realElapsed = performance.now.bind(performance);
  performance.now = () => machineNow()?.loop.now() ?? realElapsed();
}
