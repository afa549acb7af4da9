import { describe, expect, it } from "vitest";
import { keyedWritesOf } from "./keyed-writes.ts";

describe("keyedWritesOf", () => {
  it("finds each operation that takes a key, under its service", () => {
    const key = { $ref: "#/components/parameters/Key" };
    const responses = {};
    const paths = {
      "/v1/orders": {
        get: { operationId: "listMyOrders", tags: ["orders"], responses },
        post: { operationId: "placeOrder", tags: ["orders"], parameters: [{ name: "orderId" }, key], responses },
      },
      "/v1/stock": {
        put: { operationId: "putStock", tags: ["inventory"], parameters: [{ name: "Idempotency-Key" }], responses },
        patch: { operationId: "patchStock", tags: ["inventory"], parameters: [{ $ref: "#/none/such" }], responses },
      },
    };
    expect(keyedWritesOf({ paths, components: { parameters: { Key: { name: "Idempotency-Key" } } } })).toEqual([
      { id: "placeOrder", method: "POST", service: "orders" },
      { id: "putStock", method: "PUT", service: "inventory" },
    ]);
  });
});
