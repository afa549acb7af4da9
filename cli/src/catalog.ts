import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Access, help, readArguments } from "./catalog/arguments.ts";
import { connectionOf } from "./catalog/connection.ts";
import { exportFile, exportPages } from "./catalog/export-file.ts";
import { type ImportOptions, importFile } from "./catalog/import-file.ts";
import { progressLine, summary } from "./catalog/progress.ts";
import { connect } from "./http-client.ts";

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(`\n${explain(error)}`);
  return 2;
});

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args, process.env);
  if (asked.command === "help") {
    console.log(help);
    return 0;
  }
  if (asked.command === "import") return importAll(asked.options, asked.access);
  const api = apiOf(asked.access);
  const { file, format, statuses } = asked;
  if (file === undefined) {
    for await (const { lines } of exportPages(api, { statuses, bytes: 0, rows: 0 })) process.stdout.write(lines);
    return 0;
  }
  const rows = await exportFile(api, { file, format, statuses }, (count) => show(`${count} rows`));
  show("");
  console.log(`${rows} rows in ${file}`);
  return 0;
}

async function importAll(options: ImportOptions, access: Access): Promise<number> {
  const start = Date.now();
  const counts = await importFile(apiOf(access), options, randomUUID().slice(0, 8), (progress) =>
    show(progressLine(progress, (Date.now() - start) / 1000)),
  );
  show("");
  console.log(summary(counts, options.dryRun));
  if (counts.failed === 0) return 0;
  console.log(`The failed rows and why: ${options.reportFile}`);
  return 1;
}

function apiOf(access: Access) {
  return connect(connectionOf(access), wait);
}

/** Writes over the line that was shown last; only people look at it. */
function show(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

function explain(error: unknown): string {
  const { name, message, code, path } = error as { name?: string; message?: string; code?: string; path?: string };
  if (code === "ENOENT") return `There is no file ${path}.`;
  return name === "ArgumentsError" ? `${message}\nTry --help.` : String(message ?? error);
}
