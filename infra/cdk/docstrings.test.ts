import { expect, it } from "vitest";
import { docstringsOf } from "./docstrings.ts";

it("a docstring belongs to the declaration or the member below it", () => {
  const source = `
/** A fact. */
export const OrderPlaced = defineEvent({});

// No docstring.
export const OrderLost = defineEvent({});

/** A door. */
export function open() {}

export type Orders = {
  /**
   * Two lines
   * of it.
   */
  get(orderId: string): Promise<Order>;
};
`;
  expect(docstringsOf(source)).toEqual([
    { name: "OrderPlaced", text: "A fact." },
    { name: "open", text: "A door." },
    { name: "get", text: "Two lines of it." },
  ]);
});
