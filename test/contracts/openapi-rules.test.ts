import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RulesetDefinition, Spectral } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { expect, it } from "vitest";
import { openApiDocument } from "../../infra/cdk/openapi.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const redocly = join(import.meta.dirname, "../../node_modules/.bin/redocly");

it("the document has no finding by any of the rules that Redocly recommends", () => {
  writeFileSync(join(folder, "openapi.json"), JSON.stringify(openApiDocument()));
  const args = ["lint", "openapi.json", "--format=json", "--max-problems=1000"];
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const found = execFileSync(redocly, args, {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  expect(JSON.parse(found)).toMatchObject({ totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] });
});

it("the document has no finding by any rule of Spectral's for OpenAPI, the optional ones included", async () => {
  const spectral = new Spectral();
  // Who has questions finds the project's page; there is no mailbox.
  spectral.setRuleset({ extends: [[oas as RulesetDefinition, "all"]], rules: { "contact-properties": "off" } });
  const found = await spectral.run(JSON.parse(JSON.stringify(openApiDocument())));
  expect(found.map(({ code, path, message }) => `${code} at ${path.join(".")}: ${message}`)).toEqual([]);
});
