import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { createCheckedApi } from "../support/checked-api.ts";
import { type Route, routesOf } from "../support/operations.ts";
import { expectProblem } from "../support/problem.ts";
import { openStore } from "../support/store.ts";
import { provokers } from "./provokers.ts";
import { ownProvokers, requests } from "./requests.ts";
import { aScene, type Scene, sendOf } from "./scene.ts";

const ready = readReady(inject("readyFile"));
const routes = routesOf((await createCheckedApi(ready)).document);

let scene: Scene;
beforeAll(async () => {
  scene = await aScene(await openStore(ready));
});

function provokerOf({ id }: Route, code: string) {
  return ownProvokers[`${id} ${code}`] ?? provokers[code];
}

// Each answer's body, media type and headers are held against the document by the API caller itself.
describe.each(routes)("$id", (route) => {
  it.each(route.successes)("answers %i", async (status) => {
    const request = await requests[route.id]?.(scene);
    expect(request, `no request of ${route.id} is known`).toBeDefined();
    if (request === undefined) return;
    expect(await scene.store.api(route.method, request.path, sendOf(request))).toMatchObject({ status });
  });

  it.each(route.method === "GET" ? [304] : [])("answers %i to who has it already, by its ETag", async (status) => {
    // What others' orders still change would be two answers.
    const own = await aScene(scene.store);
    const request = await requests[route.id]?.(own);
    if (request === undefined) return;
    const send = sendOf(request);
    const etag = (await scene.store.api("GET", request.path, send)).headers.get("etag");
    const headers = { ...send.headers, "if-none-match": `"another", W/${etag}` };
    const answer = await scene.store.api("GET", request.path, { ...send, headers });
    expect({ ...answer, etag: answer.headers.get("etag") }).toMatchObject({ status, text: "", etag });
  });

  it.skipIf(route.problems.length === 0).each(route.problems)("answers $status $code", async ({ status, code }) => {
    const provoke = provokerOf(route, code);
    expect(provoke, `nothing is known that provokes ${route.id} ${code}`).toBeDefined();
    const good = requests[route.id];
    if (provoke === undefined || good === undefined) return;
    const answer = await provoke(scene, route, () => good(scene));
    expectProblem(answer, status);
    expect(answer.json).toMatchObject({ code });
  });
});

describe("the tables of this test", () => {
  it("know no operation and no problem that the document does not declare", () => {
    const declared = new Set(routes.flatMap(({ id, problems }) => problems.map(({ code }) => `${id} ${code}`)));
    const codes = new Set(routes.flatMap(({ problems }) => problems.map(({ code }) => code)));
    const ids = new Set(routes.map(({ id }) => id));
    expect(Object.keys(ownProvokers).filter((name) => !declared.has(name))).toEqual([]);
    expect(Object.keys(provokers).filter((code) => !codes.has(code))).toEqual([]);
    expect(Object.keys(requests).filter((id) => !ids.has(id))).toEqual([]);
  });
});
