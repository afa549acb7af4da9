import { describe, expect, it } from "vitest";
import { type Gap, judge } from "./judge.ts";

const slashes: Gap = { reason: "Empty segments.", tests: /nonsense\.test\.ts > .*\/\/v1/, message: /answered 200/ };
const failure = {
  file: "test/e2e/nonsense.test.ts",
  test: "a path > GET //v1",
  message: "answered 200, not 404",
};

describe("the failures of a run", () => {
  it("are expected where a gap explains test and message", () => {
    const { unexpected, explained, closed } = judge(
      [failure, { ...failure, test: "a path > GET //v1/orders" }],
      [slashes],
    );
    expect({ unexpected, closed, count: explained.get(slashes) }).toEqual({ unexpected: [], closed: [], count: 2 });
  });

  it.each([
    ["of another file", { file: "test/e2e/staff.test.ts" }],
    ["of another test", { test: "a path > GET /v1" }],
    ["of another kind", { message: "answered 500" }],
  ])("are not excused when they are %s", (_, change) => {
    const other = { ...failure, ...change };
    expect(judge([other, failure], [slashes]).unexpected).toEqual([other]);
  });

  it("tell of a gap that nothing shows any more", () => {
    expect(judge([], [slashes])).toMatchObject({ unexpected: [], closed: [slashes] });
  });
});
