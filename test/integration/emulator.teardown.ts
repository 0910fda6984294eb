/** After the last integration test, passed or failed. */
export default async function stop(): Promise<void> {
  await globalThis.stopEmulator?.();
}
