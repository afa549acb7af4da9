import { afterEach, describe, expect, it, vi } from "vitest";
import { currentTraceHeader, inSubsegment, traceparentOf, tracer } from "./observability.ts";

const root = "1-5759e988-bd862e3fe1be46a994272793";

afterEach(() => void vi.unstubAllEnvs());

describe("currentTraceHeader", () => {
  it.each([true, false])("names the trace, the current segment as parent, and whether it is sampled: %s", (sampled) => {
    vi.stubEnv("_X_AMZN_TRACE_ID", `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`);
    vi.spyOn(tracer, "isTraceSampled").mockReturnValueOnce(sampled);
    const header = currentTraceHeader() ?? "";
    expect(header).toMatch(new RegExp(`^Root=${root};Parent=[0-9a-f]{16};Sampled=${sampled ? 1 : 0}$`));
    expect(header).not.toContain("53995c3f42cd8ad8");
  });

  it("is absent where nothing is traced", () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", undefined);
    expect(currentTraceHeader()).toBeUndefined();
  });
});

describe("traceparentOf", () => {
  it.each([
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`, "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01"],
    [`Root=${root};Parent=53995c3f42cd8ad8;Sampled=0`, "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00"],
    [
      `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0`,
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    ],
  ])("writes %s in W3C form", (header, expected) => {
    expect(traceparentOf(header)).toBe(expected);
  });

  it.each([
    "",
    `Root=${root}`,
    `Root=${root};Sampled=1`,
    `Root=${root};Parent=53995c3f42cd8ad8;Sampled=?`,
    "Root=1-5759e988-short;Parent=53995c3f42cd8ad8;Sampled=1",
    `Root=${root};Parent=short;Sampled=1`,
    `x Root=${root};Parent=53995c3f42cd8ad8;Sampled=1`,
  ])('makes nothing of "%s"', (header) => {
    expect(traceparentOf(header)).toBeUndefined();
  });
});

describe("inSubsegment", () => {
  it("gives what the task gives, and throws what it throws", async () => {
    expect(await inSubsegment("## task", async () => 7)).toBe(7);
    const failure = new Error("socket hang up");
    await expect(inSubsegment("## task", () => Promise.reject(failure))).rejects.toBe(failure);
  });
});
