import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Urgency } from "../ports.ts";
import { createPool, type Lease, PoolClosedError } from "./pool.ts";

type Fake = { readonly name: string; close(): void; closed(): boolean };

function aPool(limits: { perFunction?: number; total?: number; busy?: number }) {
  const opened: Fake[] = [];
  const idleMilliseconds = (functionName: string) => (functionName === "scheduled" ? 90_000 : 60_000);
  const pool = createPool({ perFunction: 4, total: 16, busy: 16, idleMilliseconds, ...limits }, (functionName) => {
    let closed = false;
    const number = opened.filter(({ name }) => name.startsWith(functionName)).length + 1;
    const close = () => {
      closed = true;
    };
    const environment = { name: `${functionName}${number}`, close, closed: () => closed };
    opened.push(environment);
    return environment;
  });
  const open = () => opened.filter((environment) => !environment.closed()).map(({ name }) => name);
  const acquire = (functionName: string, urgency: Urgency = "caller") => pool.acquire(functionName, urgency);
  return { pool: { ...pool, acquire }, open };
}

/** Collects the leases as they are granted. */
function acquireAll(pool: { acquire(name: string): Promise<Lease<Fake>> }, names: readonly string[]) {
  const granted: { readonly call: number; readonly lease: Lease<Fake> }[] = [];
  names.forEach((name, call) => void pool.acquire(name).then((lease) => granted.push({ call, lease })));
  return granted;
}
async function settle() {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Two environments of one function: the second opens when a call has waited for the first. */
async function twoOf(pool: { acquire(name: string): Promise<Lease<Fake>> }, name: string) {
  const first = await pool.acquire(name);
  const second = pool.acquire(name);
  vi.advanceTimersByTime(200);
  return [first, await second] as const;
}

describe("pool", () => {
  it("uses a warm environment again, the one used last first", async () => {
    const { pool, open } = aPool({});
    const [a, b] = await twoOf(pool, "f");
    a.release();
    vi.advanceTimersByTime(1);
    b.release();
    const again = await pool.acquire("f");
    expect([a.cold, b.cold, again.cold]).toEqual([true, true, false]);
    expect(again.environment.name).toBe("f2");
    expect(open()).toEqual(["f1", "f2"]);
  });

  it("lets calls beyond the limit of a function wait, and serves them in order", async () => {
    const { pool } = aPool({ perFunction: 2 });
    const granted = acquireAll(pool, ["f", "f", "f", "f"]);
    vi.advanceTimersByTime(1_000);
    await settle();
    expect(granted.map(({ call }) => call)).toEqual([0, 1]);
    expect(pool.waiting()).toBe(2);
    granted[1]?.lease.release();
    await settle();
    granted[0]?.lease.release();
    await settle();
    expect(granted.map(({ call, lease }) => [call, lease.environment.name])).toEqual([
      [0, "f1"],
      [1, "f2"],
      [2, "f2"],
      [3, "f1"],
    ]);
  });

  it("opens another environment only when a call has waited, the longer the more there are", async () => {
    const { pool, open } = aPool({});
    acquireAll(pool, ["f", "f", "f", "f"]);
    const counts = [0, 199, 1, 200, 200, 200].map((milliseconds) => {
      vi.advanceTimersByTime(milliseconds);
      return open().length;
    });
    expect(counts).toEqual([1, 1, 2, 3, 4, 4]);
  });

  it("does not let a waiting function hold up another one", async () => {
    const { pool } = aPool({ perFunction: 1 });
    const granted = acquireAll(pool, ["f", "f", "g"]);
    await settle();
    expect(granted.map(({ call }) => call)).toEqual([0, 2]);
  });

  it("gives a function without environment the place of the least recently used idle one", async () => {
    const { pool, open } = aPool({ total: 2 });
    const [f, g] = [await pool.acquire("f"), await pool.acquire("g")];
    g.release();
    vi.advanceTimersByTime(1);
    f.release();
    await pool.acquire("h");
    expect(open()).toEqual(["f1", "h1"]);
  });

  it.each([
    ["a spare one of another function, idle for seconds", 3_000, ["f1", "g2", "h1"]],
    ["not that of a spare one that was just used", 2_999, ["g1", "g2", "h1"]],
  ])("takes first the place of %s", async (_, idleMilliseconds, left) => {
    const { pool, open } = aPool({ total: 3 });
    const [f, [g1, g2]] = [await pool.acquire("f"), await twoOf(pool, "g")];
    f.release();
    vi.advanceTimersByTime(1);
    g1.release();
    g2.release();
    vi.advanceTimersByTime(idleMilliseconds);
    await pool.acquire("h");
    expect(open()).toEqual(left);
  });

  it("opens a further environment while the machine is busy only when a call has waited for seconds", async () => {
    const { pool, open } = aPool({ busy: 2 });
    await pool.acquire("g");
    acquireAll(pool, ["f", "f"]);
    const counts = [1_800, 200].map((milliseconds) => {
      vi.advanceTimersByTime(milliseconds);
      return open().length;
    });
    expect(counts).toEqual([2, 3]);
  });

  it("lets a function that has an environment take only a spare one, idle for seconds", async () => {
    const { pool, open } = aPool({ total: 4 });
    const [g1, g2] = await twoOf(pool, "g");
    (await pool.acquire("h")).release();
    g1.release();
    g2.release();
    await pool.acquire("f");
    acquireAll(pool, ["f", "f"]);
    vi.advanceTimersByTime(2_900);
    expect(open()).toEqual(["g1", "g2", "h1", "f1"]);
    vi.advanceTimersByTime(300);
    expect(open()).toEqual(["g2", "h1", "f1", "f2"]);
    vi.advanceTimersByTime(20_000);
    expect(open()).toEqual(["g2", "h1", "f1", "f2"]);
  });

  it("waits when all places are taken and none is idle", async () => {
    const { pool, open } = aPool({ total: 2 });
    const granted = acquireAll(pool, ["f", "g", "h"]);
    await settle();
    expect(pool.waiting()).toBe(1);
    granted[0]?.lease.release();
    await settle();
    expect(granted.at(-1)?.lease).toMatchObject({ cold: true, environment: { name: "h1" } });
    expect(open()).toEqual(["g1", "h1"]);
  });

  it("opens another environment after one has crashed", async () => {
    const { pool, open } = aPool({ perFunction: 1 });
    const first = await pool.acquire("f");
    first.environment.close();
    first.release();
    expect((await pool.acquire("f")).cold).toBe(true);
    expect(open()).toEqual(["f2"]);
  });

  it("closes an environment that was not used for as long as its function's may be idle", async () => {
    const { pool, open } = aPool({});
    (await pool.acquire("f")).release();
    (await pool.acquire("scheduled")).release();
    vi.advanceTimersByTime(59_999);
    expect(open()).toEqual(["f1", "scheduled1"]);
    vi.advanceTimersByTime(1);
    expect(open()).toEqual(["scheduled1"]);
    vi.advanceTimersByTime(30_000);
    expect(open()).toEqual([]);
  });

  it("lets deliveries run one at a time while a caller waits, and at once when none does", async () => {
    const { pool } = aPool({ perFunction: 1 });
    const caller = await pool.acquire("f");
    const waiting = pool.acquire("f");
    const granted: Lease<Fake>[] = [];
    for (const name of ["g", "h", "i"]) void pool.acquire(name, "delivery").then((lease) => granted.push(lease));
    await settle();
    expect(granted.map(({ environment }) => environment.name)).toEqual(["g1"]);
    granted[0]?.release();
    await settle();
    expect(granted.map(({ environment }) => environment.name)).toEqual(["g1", "h1"]);
    caller.release();
    await waiting;
    await settle();
    expect(granted.map(({ environment }) => environment.name)).toEqual(["g1", "h1", "i1"]);
  });

  it("gives an environment to a caller before a delivery that has waited longer", async () => {
    const { pool } = aPool({ perFunction: 1 });
    const first = await pool.acquire("f");
    const served: Urgency[] = [];
    for (const urgency of ["delivery", "caller"] as const)
      void pool.acquire("f", urgency).then(() => served.push(urgency));
    first.release();
    await settle();
    expect(served).toEqual(["caller"]);
  });

  it("opens a further environment for deliveries only when one has waited for seconds", async () => {
    const { pool, open } = aPool({});
    for (const _ of [1, 2]) void pool.acquire("f", "delivery");
    const counts = [1_800, 200].map((milliseconds) => {
      vi.advanceTimersByTime(milliseconds);
      return open().length;
    });
    expect(counts).toEqual([1, 2]);
  });

  it("gives a retired environment away no more: an idle one is closed at once, a busy one when it is done", async () => {
    const { pool, open } = aPool({});
    const [busy, idle] = await twoOf(pool, "f");
    idle.release();
    pool.retire("f");
    expect(open()).toEqual(["f1"]);
    busy.release();
    expect(open()).toEqual([]);
    expect((await pool.acquire("f")).cold).toBe(true);
  });

  it("never exceeds its limits, serves what is as urgent in order, and ends every call", async () => {
    const step = fc.oneof(
      fc.record({
        call: fc.constantFrom("f", "g", "h", "i"),
        urgency: fc.constantFrom<Urgency>("caller", "delivery"),
      }),
      fc.record({ end: fc.nat(), crashes: fc.boolean() }),
      fc.record({ pass: fc.constantFrom(1, 200, 3_000, 60_000) }),
      fc.record({ retire: fc.constantFrom("f", "g") }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { pool, open } = aPool({ perFunction: 2, total: 3 });
        const asked: string[] = [];
        const served: { readonly kind: string; readonly call: number }[] = [];
        const running: Lease<Fake>[] = [];
        const call = (name: string, urgency: Urgency) => {
          const kind = `${name} ${urgency}`;
          const number = asked.push(kind);
          void pool.acquire(name, urgency).then((lease) => {
            served.push({ kind, call: number });
            running.push(lease);
          });
        };
        const end = (index: number, crashes: boolean) => {
          const [lease] = running.splice(index % Math.max(1, running.length), 1);
          if (crashes) lease?.environment.close();
          lease?.release();
        };
        for (const given of steps) {
          if ("call" in given) call(given.call, given.urgency);
          if ("end" in given) end(given.end, given.crashes);
          if ("pass" in given) vi.advanceTimersByTime(given.pass);
          if ("retire" in given) pool.retire(given.retire);
          await settle();
          expect(open().length).toBeLessThanOrEqual(3);
          for (const name of ["f", "g", "h", "i"]) {
            expect(open().filter((environment) => environment.startsWith(name)).length).toBeLessThanOrEqual(2);
          }
          expect(new Set(running.map(({ environment }) => environment)).size).toBe(running.length);
        }
        for (const _ of asked) {
          end(0, false);
          vi.advanceTimersByTime(10_000);
          await settle();
        }
        expect(served.length).toBe(asked.length);
        for (const kind of new Set(asked)) {
          const calls = served.filter((one) => one.kind === kind).map((one) => one.call);
          expect(calls).toEqual(calls.toSorted((one, other) => one - other));
        }
        pool.close();
      }),
    );
  });

  it("turns waiting calls away when it is closed", async () => {
    const { pool, open } = aPool({ perFunction: 1 });
    await pool.acquire("f");
    const waiting = pool.acquire("f");
    pool.close();
    await expect(waiting).rejects.toThrow(PoolClosedError);
    await expect(pool.acquire("f")).rejects.toThrow(PoolClosedError);
    expect(open()).toEqual([]);
  });
});
