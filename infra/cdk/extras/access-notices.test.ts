import { defineRoute } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { logFilter } from "../../local/delivery/log-filter.ts";
import { noticedLines } from "./access-notices.ts";

function aRoute(method: "GET" | "POST", path: `/v1/${string}`) {
  return defineRoute(
    `${method} ${path}`,
    { summary: "A route.", rule: "public", answers: { 200: z.string() }, notice: true },
    () => {
      throw new Error("Nobody calls it.");
    },
  );
}

function aLine(method: string, resourcePath: string): string {
  return JSON.stringify({ method, resourcePath, status: "403" });
}

describe("noticedLines", () => {
  it("lets through the lines of noticed routes alone, whatever their outcome", () => {
    const passes = logFilter(
      noticedLines([aRoute("POST", "/v1/carts/{cartId}/checkout"), aRoute("GET", "/v1/orders")]).logPatternString,
    );
    expect(passes?.(aLine("POST", "/v1/carts/{cartId}/checkout"))).toBe(true);
    expect(passes?.(aLine("GET", "/v1/orders"))).toBe(true);
    expect(passes?.(aLine("GET", "/v1/carts/{cartId}/checkout"))).toBe(false);
    expect(passes?.(aLine("POST", "/v1/carts"))).toBe(false);
  });

  it("lets every line through when the routes do not fit into a pattern", () => {
    const many = Array.from({ length: 20 }, (_, index) => aRoute("GET", `/v1/a-rather-long-name-of-a-thing/${index}`));
    expect(noticedLines(many).logPatternString).toBe("");
  });
});
