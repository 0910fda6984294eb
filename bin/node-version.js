/** Plain JavaScript, so that any Node can say that it is the wrong one: first in start and demo. */
const oldestMajor = 24;
const { node } = process.versions;

if (Number(node.split('.')[0]) < oldestMajor) {
  console.error(
    `This is Node ${node}: run \`npm ci\` once, and then \`npm start\` or \`npm run demo\`, which use the project's own Node ${oldestMajor}.`,
  );
  process.exit(1);
}
