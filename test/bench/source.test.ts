import { describe, expect, it } from "vitest";
import { sourceOf } from "./source.ts";

describe("sourceOf", () => {
  it("tells imports of values from imports of types, and knows what is passed on", () => {
    const text = `
      import { type A, b as c } from "./values.ts";
      import { type D } from "./types.ts";
      import type { Ports } from "../env.ts";
      import * as doors from "@millrace/orders/doors";
      import "./effects.ts";
      export { e } from "./passed.ts";
      export type { F } from "./passed-types.ts";`;
    expect(sourceOf("a.ts", text).imports).toEqual([
      { from: "./values.ts", names: ["A", "c"], isType: false },
      { from: "./types.ts", names: ["D"], isType: true },
      { from: "../env.ts", names: ["Ports"], isType: true },
      { from: "@millrace/orders/doors", names: ["doors"], isType: false },
      { from: "./effects.ts", names: [], isType: false },
      { from: "./passed.ts", names: ["e"], isType: false },
      { from: "./passed-types.ts", names: ["F"], isType: true },
    ]);
  });

  it("counts lines, and those that are more than blanks and comments", () => {
    const text = ["/**", " * Said.", " */", "const a = 1; // why", "", "const b = '// none';", ""].join("\n");
    expect(sourceOf("a.ts", text)).toMatchObject({ lines: 6, codeLines: 2 });
  });

  it("finds every function with the name it goes by and its lines of code", () => {
    const text = [
      "export function outer() {",
      "  // why",
      "  const inner = () =>",
      "    1;",
      "",
      "  return { made() { return inner(); } };",
      "}",
      "export const curried = define({}, ({ now }) =>",
      "  async () => now());",
    ].join("\n");
    expect(sourceOf("a.ts", text).functions).toEqual([
      { name: "outer", line: 1, lines: 5 },
      { name: "inner", line: 3, lines: 2 },
      { name: "made", line: 6, lines: 1 },
      { name: "curried", line: 8, lines: 2 },
      { name: "curried", line: 9, lines: 1 },
    ]);
  });

  it("knows the ports that are taken apart, and what each is made of", () => {
    const text = `
      const { doors, clock: { now } }: Pick<Ports, "doors" | "clock"> = ports;
      const other = ({ word }: Words) => word;
      const orders = createOrders(table);
      export const ports = { orders, cancel: createCancellation({ orders }) };`;
    const { portsTaken, mentions } = sourceOf("a.ts", text);
    expect(portsTaken).toEqual(["doors", "clock"]);
    expect(mentions.get("orders")).toContain("createOrders");
    expect(mentions.get("cancel")).toEqual(["createCancellation", "orders", "orders"]);
  });

  it("refuses what is no TypeScript", () => expect(() => sourceOf("a.ts", "const = 1;")).toThrow(/^a\.ts: /));
});
