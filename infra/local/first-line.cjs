// Loaded into every Lambda process of the local stack (NODE_OPTIONS in emulator.ts).
// The emulator answers a call only when its first log line is there, or after 50 ms without one.
// An empty line as soon as a call arrives saves a silent function those 50 ms.
if (process.env.AWS_LAMBDA_FUNCTION_NAME) {
  process.stdin.on('data', () => process.stderr.write('\n'));
}
