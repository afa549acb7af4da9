/** The process of one measurement: makes it and sends its rows to the bench. */
import { comparison, measurements } from "./measurements.ts";

const [name] = process.argv.slice(2);
const measurement = [...measurements, comparison].find((candidate) => candidate.name === name);
if (measurement === undefined || process.send === undefined) {
  throw new Error(`This is the bench's own process for one measurement. Run: npm run bench -- --only ${name}`);
}
const { measure } = await measurement.load();
const rows = await measure();
process.send(rows, undefined, undefined, () => process.exit());
