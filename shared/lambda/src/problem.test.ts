import { defineRefusal, type RefusalKind, statusOf } from "@millrace/kernel/errors";
import { describe, expect, it } from "vitest";
import { problemOf } from "./problem.ts";

const kinds = Object.keys(statusOf) as RefusalKind[];

describe("problemOf", () => {
  it.each(kinds)("is a problem document of RFC 9457 for a refusal of kind %s", (kind) => {
    const { status, headers, body } = problemOf(defineRefusal(kind, "thing.refused", "It is refused.")("Not today."));
    expect(status).toBe(statusOf[kind]);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(JSON.parse(body)).toEqual({
      type: "https://millrace.dev/problems/thing.refused",
      title: "It is refused.",
      status: statusOf[kind],
      code: "thing.refused",
      detail: "Not today.",
    });
  });

  it("says when to come again where that helps, and only there", () => {
    const waiting = kinds.filter((kind) => "retry-after" in problemOf(defineRefusal(kind, "a.b", "C.")()).headers);
    expect(waiting).toEqual(["too_many", "unavailable"]);
    expect(problemOf(defineRefusal("unavailable", "a.b", "C.")()).headers["retry-after"]).toBe("1");
  });

  it("names the wrong fields and carries the refusal's own members", () => {
    const CartChanged = defineRefusal("conflict", "cart.changed", "The cart changed.");
    const errors = [{ field: "body.lines.0", reason: "is gone" }];
    const { body } = problemOf(
      CartChanged("Look again.", { errors, members: { total: { amount: 1, currency: "EUR" } } }),
    );
    expect(JSON.parse(body)).toMatchObject({ errors, total: { amount: 1, currency: "EUR" } });
  });

  it("lets no member take the place of a standard one", () => {
    const Refused = defineRefusal("conflict", "thing.refused", "It is refused.");
    const members = { type: "x", title: "x", status: 200, code: "x", detail: "x", errors: "x" };
    const errors = [{ field: "body", reason: "is wrong" }];
    const { body } = problemOf(Refused("Not today.", { errors, members }));
    expect(JSON.parse(body)).toEqual({
      type: "https://millrace.dev/problems/thing.refused",
      title: "It is refused.",
      status: 409,
      code: "thing.refused",
      detail: "Not today.",
      errors,
    });
  });

  it.each([new Error("password=secret"), new TypeError("x is undefined"), "secret", undefined, null])(
    "shows nothing of what is not a refusal: %s",
    (error) => {
      expect(problemOf(error)).toEqual({
        status: 500,
        headers: { "content-type": "application/problem+json" },
        body: JSON.stringify({
          type: "https://millrace.dev/problems/internal",
          title: "Something went wrong on our side.",
          status: 500,
          code: "internal",
        }),
      });
    },
  );
});
