/** `npm run catalog`: imports products from a file of any size, or exports them into one. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type Access, help, readArguments } from "./catalog/arguments.ts";
import { connectionOf } from "./catalog/connection.ts";
import { exportFile, exportPages } from "./catalog/export-file.ts";
import { type ImportOptions, importFile } from "./catalog/import-file.ts";
import { progressLine, summary } from "./catalog/progress.ts";
import { explain } from "./command-line.ts";
import { type Api, createApi, withRetries } from "./http-client.ts";
import { createProgress } from "./progress.ts";

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
  const api = apiOf(asked.access);
  if (asked.command === "import") return importAll(api, asked.options);
  const { file, format, statuses } = asked;
  if (file === undefined) {
    for await (const { lines } of exportPages(api, { statuses, bytes: 0, rows: 0 })) process.stdout.write(lines);
    return 0;
  }
  const progress = createProgress(process.stderr);
  const rows = await exportFile(api, { file, format, statuses }, (count) => progress.show(() => `${count} rows`));
  progress.end();
  console.log(`${rows} rows in ${file}`);
  return 0;
}

async function importAll(api: Api, options: ImportOptions): Promise<number> {
  const start = performance.now();
  const progress = createProgress(process.stderr);
  const counts = await importFile(api, options, randomUUID().slice(0, 8), (done) =>
    progress.show(() => progressLine(done, (performance.now() - start) / 1000)),
  );
  progress.end();
  console.log(summary(counts, options.dryRun));
  if (existsSync(options.reportFile)) {
    console.log(`Rows that failed, or were written and may be a mistake: ${options.reportFile}`);
  }
  return counts.failed === 0 ? 0 : 1;
}

function apiOf(access: Access): Api {
  const { url, token } = connectionOf(access);
  return withRetries(createApi(url), token, wait);
}
