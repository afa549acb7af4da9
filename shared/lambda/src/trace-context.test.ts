import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { createNamespace, destroyNamespace, getNamespace } from "./trace-context.ts";

const namespace = createNamespace();
afterEach(destroyNamespace);

describe("the trace context", () => {
  it("is one for all who ask", () => expect(getNamespace()).toBe(namespace));

  it("takes nothing before a context is entered", () => {
    expect(namespace.get("segment")).toBeUndefined();
    expect(() => namespace.set("segment", "a")).toThrow(/no context/);
  });

  it("is seen by everything once entered, until another is set", async () => {
    namespace.enter(namespace.createContext());
    expect(namespace.set("segment", "first")).toBe("first");
    await nextTurn();
    expect(namespace.get("segment")).toBe("first");
    namespace.set("segment", "second");
    expect(namespace.get("segment")).toBe("second");
  });

  it("keeps what runs at once apart", async () => {
    namespace.enter(namespace.createContext());
    namespace.set("segment", "outside");
    const seen: unknown[] = [];
    const runs: Promise<void>[] = [];
    for (const name of ["one", "two"]) {
      namespace.run(() => {
        runs.push(
          (async () => {
            expect(namespace.get("segment")).toBe("outside");
            namespace.set("segment", name);
            await nextTurn();
            seen.push(namespace.get("segment"));
          })(),
        );
      });
    }
    await Promise.all(runs);
    expect(seen).toEqual(["one", "two"]);
    expect(namespace.get("segment")).toBe("outside");
  });
});
