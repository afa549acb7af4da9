import { afterEach, describe, expect, it } from "vitest";
import { createAdmin } from "./admin.ts";
import { createClock } from "./clock.ts";
import { unexpected } from "./failure.fixture.ts";
import { createFaults } from "./faults.ts";
import { createLogs } from "./functions/logs.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

async function anAdmin() {
  const clock = createClock(unexpected, () => Date.UTC(2026, 10, 23));
  const logs = createLogs(clock);
  logs.write("/aws/lambda/dev-relay", "hello");
  const told: boolean[] = [];
  const admin = createAdmin({
    clock,
    logs,
    faults: createFaults([], 1, () => {}),
    cloudWatch: { evaluate: () => [], latest: () => [] },
    iam: {
      grants: () => [{ role: "dev-relay", action: "events:PutEvents", resources: ["*"], leadingKeys: [], used: false }],
    },
    s3: { objects: () => [] },
    ses: { mails: () => [], setSendEvents: (areSent) => void told.push(areSent) },
    endpoint: { denials: () => [] },
    cognito: { messages: () => [] },
    busy: () => false,
    onFailure: unexpected,
  });
  await admin.listen(0);
  cleanUps.push(admin.stop, clock.stop);
  const ask = async (request: string, body?: unknown) => {
    const [method = "GET", path] = request.split(" ");
    const response = await fetch(admin.url() + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ask, told };
}

describe("the admin surface", () => {
  it("shows logs by group, and that nothing is in flight", async () => {
    const { ask } = await anAdmin();
    expect((await ask("GET /logs")).body).toEqual(["/aws/lambda/dev-relay"]);
    const line = { message: "hello", timestamp: Date.UTC(2026, 10, 23) };
    expect((await ask("GET /logs?group=/aws/lambda/dev-relay")).body).toEqual([line]);
    expect((await ask("GET /idle")).body).toBe(true);
  });

  it("shows what the roles may do, and whether they have done it", async () => {
    const { ask } = await anAdmin();
    expect((await ask("GET /grants")).body).toMatchObject([{ action: "events:PutEvents", used: false }]);
  });

  it("moves the clock forward only", async () => {
    const { ask } = await anAdmin();
    const moved = await ask("POST /clock", { advanceSeconds: 90 });
    expect(moved.body).toEqual({ now: "2026-11-23T00:01:30.000Z", offsetSeconds: 90 });
    expect((await ask("POST /clock", { advanceSeconds: -1 })).status).toBe(400);
    expect((await ask("GET /clock")).body).toEqual(moved.body);
  });

  it("takes a fault plan, and names what is wrong with one", async () => {
    const { ask } = await anAdmin();
    const rule = { function: "relay", call: "events:PutEvents", occurrence: "every", fault: "throttle" };
    expect((await ask("PUT /faults", [rule])).body).toEqual([{ ...rule, seen: 0, hits: 0 }]);
    expect((await ask("PUT /faults", [{ ...rule, fault: "fire" }])).body).toMatchObject({
      error: expect.stringContaining("rule 0.fault"),
    });
  });

  it("lets SES be silent", async () => {
    const { ask, told } = await anAdmin();
    await ask("PUT /mailbox", { sendEvents: false });
    expect(told).toEqual([false]);
    expect((await ask("PUT /mailbox", { sendEvents: "no" })).status).toBe(400);
  });

  it("lists its routes to whoever asks for another one", async () => {
    const { ask } = await anAdmin();
    const { status, body } = await ask("GET /");
    expect(status).toBe(404);
    expect(body).toMatchObject({ routes: expect.arrayContaining(["GET /denials"]) });
  });
});
