import { describe, expect, it } from "vitest";
import { freshIds } from "./fresh-ids.ts";

const digest = "01234567-_abcdef".repeat(3).slice(0, 43);

describe("freshIds", () => {
  it("renames what the order made, wherever it stands", () => {
    const body =
      '{"pk":{"S":"$orders#orderId_ord_01kaq3v8e0m4t6w8y0a2c4e6g8"},"id":"ord_01kaq3v8e0m4t6w8y0a2c4e6g8.1"}';
    expect(freshIds(body, 12)).toBe(body.replaceAll("m4t6w8", "000012"));
  });

  it("leaves alone what was there before", () => {
    const body = '{"productId":"prd_01kaq3v8e0m4t6w8y0a2c4e6g8","sku":"TEE-BLUE-M"}';
    expect(freshIds(body, 12)).toBe(body);
  });

  it("renames digests, and nothing that only looks like a part of one", () => {
    expect(freshIds(`scope_${digest}"`, 255)).toBe(`scope_000000ff${digest.slice(8)}"`);
    expect(freshIds(`"${digest}"`, 255)).toBe(`"000000ff${digest.slice(8)}"`);
    expect(freshIds(`"${digest.slice(1)}"`, 255)).toBe(`"${digest.slice(1)}"`);
  });

  it("claims other tickets, the same in key and attribute", () => {
    const body = '{"sk":{"S":"$movement_1#entry_000000000003#kind_RESERVATION"},"entry":{"S":"000000000003"}}';
    expect(freshIds(body, 12)).toBe(body.replaceAll("000000000003", "000000012003"));
  });

  it("gives every transaction a token of its own", () => {
    const body = '{"ClientRequestToken":"6f1ed002-ab5e-4c4c-9b1e-000000000000"}';
    expect(freshIds(body, 1)).not.toBe(body);
    expect(freshIds(body, 1)).not.toBe(freshIds(body, 1));
  });
});
