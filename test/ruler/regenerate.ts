/**
 * Asks AWS's own engine (Maven `software.amazon.event.ruler:event-ruler`, the version in `pom.xml`) which patterns match
 * which events, and writes its answers beside the local runtime's: `node test/ruler/regenerate.ts`. Needs a JDK and Maven.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askedCases } from "../../infra/local/delivery/pattern-cases.fixture.ts";

const folder = import.meta.dirname;
const table = join(folder, "../../infra/local/delivery/pattern-cases.json");
const work = mkdtempSync(join(tmpdir(), "millrace-ruler-"));
try {
  const paths = join(work, "classpath");
  execFileSync("mvn", [
    "-q",
    "-f",
    join(folder, "pom.xml"),
    "dependency:build-classpath",
    `-Dmdep.outputFile=${paths}`,
  ]);
  const cases = askedCases().map((asked) => JSON.stringify(asked));
  const engine = ["-cp", readFileSync(paths, "utf8"), join(folder, "Oracle.java")];
  const said = execFileSync("java", engine, { input: cases.join("\n"), encoding: "utf8" })
    .trim()
    .split("\n");
  if (said.length !== cases.length) throw new Error(`${cases.length} cases, but ${said.length} answers.`);
  const rows = cases.map((asked, index) => `  [${asked.slice(1, -1)},"${said[index]}"]`);
  writeFileSync(table, `[\n${rows.join(",\n")}\n]\n`);
  const counts = Map.groupBy(said, (answer) => answer);
  process.stdout.write(`${[...counts].map(([answer, all]) => `${answer}: ${all.length}`).join(", ")}\n`);
} finally {
  rmSync(work, { recursive: true });
}
