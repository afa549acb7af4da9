import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Api, createApi } from "../../cli/src/http-client.ts";
import { readReady } from "../../cli/src/ready.ts";
import { type Runtime, startRuntime } from "../../infra/local/runtime.ts";
import { createCheckedApi } from "../support/checked-api.ts";
import { routesOf } from "../support/operations.ts";
import { expectProblem } from "../support/problem.ts";

const routes = routesOf((await createCheckedApi(readReady(inject("readyFile")))).document);

let folder: string;
let runtime: Runtime;
let api: Api;

type Template = { readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };

/** The running stack's assembly, with a stage that lets one request through to each method and then none for hours. */
function strictAssembly(): string {
  const assembly = mkdtempSync(join(tmpdir(), "millrace-throttle-"));
  cpSync(resolve(import.meta.dirname, "../../cdk.out"), assembly, { recursive: true });
  for (const name of readdirSync(assembly).filter((file) => file.endsWith(".template.json"))) {
    const template = JSON.parse(readFileSync(join(assembly, name), "utf8")) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== "AWS::ApiGateway::Stage") continue;
      const limits = { ThrottlingRateLimit: 0.0001, ThrottlingBurstLimit: 1 };
      Properties["MethodSettings"] = [{ HttpMethod: "*", ResourcePath: "/*", ...limits }];
    }
    writeFileSync(join(assembly, name), JSON.stringify(template));
  }
  return assembly;
}

beforeAll(async () => {
  folder = strictAssembly();
  runtime = await startRuntime({
    assemblyFolder: folder,
    ports: { api: 0, aws: 0, admin: 0 },
    environmentsPerFunction: 1,
    faults: [],
    seed: 1,
    tuning: "quick",
  });
  api = createApi(String(runtime.apiUrl));
});
afterAll(async () => {
  await runtime?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("a stage that is called too often", () => {
  it.each(routes)("answers 429, and when to try again: $method $path", async ({ method, path }) => {
    const target = path.replace(/\{\w+\}/g, "x");
    await api(method, target);
    const refused = await api(method, target);
    expectProblem(refused, 429);
    expect(refused.json).toMatchObject({ code: "caller.throttled" });
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  });
});
