import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, it } from "vitest";
import { openApiDocument } from "../../infra/cdk/openapi.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const tsc = join(import.meta.dirname, "../../node_modules/.bin/tsc");

/** What a caller would write with the generated types; two billion and more is an amount like any other. */
const caller = `
import type { components, operations, paths } from "./api.ts";

type Product = operations["getProduct"]["responses"][200]["content"]["application/json"];
const price: components["schemas"]["Money"] = { amount: 3_000_000_000, currency: "EUR" };
export function dearest({ variants }: Product): number {
  return Math.max(...variants.flatMap(({ prices }) => prices.map(({ amount }) => amount)), price.amount);
}
export const cart: components["schemas"]["CartCreation"] = { currency: "EUR" };
export const nothingNew: paths["/v1/products/{productId}"]["get"]["responses"][304]["content"] = undefined;
`;

const strict = {
  compilerOptions: {
    ...{ strict: true, noEmit: true, skipLibCheck: false, target: "es2023", types: [] },
    ...{ module: "nodenext", moduleResolution: "nodenext", allowImportingTsExtensions: true },
  },
  include: ["*.ts"],
};

it("the document becomes TypeScript types that compile, and that a caller can use", async () => {
  const types = astToString(await openapiTS(JSON.stringify(openApiDocument())));
  writeFileSync(join(folder, "api.ts"), types);
  writeFileSync(join(folder, "caller.ts"), caller);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(strict));
  expect(execFileSync(tsc, ["-p", folder], { encoding: "utf8" })).toBe("");
});
