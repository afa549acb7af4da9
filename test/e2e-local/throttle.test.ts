import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Runtime } from "../../infra/local/runtime.ts";
import { createCheckedApi } from "../support/checked-api.ts";
import { type Api, createApi } from "../support/http.ts";
import { routesOf } from "../support/operations.ts";
import { assemblyWith, removeAssembly, startOwnStack } from "../support/own-stack.ts";
import { expectProblem } from "../support/problem.ts";
import { readReady } from "../support/ready.ts";

const routes = routesOf((await createCheckedApi(readReady(inject("readyFile")))).document);

let assembly: string;
let runtime: Runtime;
let api: Api;

beforeAll(async () => {
  // One request gets through to each method, and then none for hours.
  const limits = { ThrottlingRateLimit: 0.0001, ThrottlingBurstLimit: 1 };
  assembly = assemblyWith("AWS::ApiGateway::Stage", (properties) => {
    properties["MethodSettings"] = [{ HttpMethod: "*", ResourcePath: "/*", ...limits }];
  });
  runtime = await startOwnStack(assembly);
  api = createApi(String(runtime.apiUrl));
});
afterAll(async () => {
  await runtime?.stop();
  removeAssembly(assembly);
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
