import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Offer, priceOf } from "./offer.ts";

const offer: Offer = {
  sku: "TEE-M",
  productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8",
  title: "Tee, M",
  status: "active",
  prices: [
    { amount: 1990, currency: "EUR" },
    { amount: 0, currency: "USD" },
  ],
};

describe("priceOf", () => {
  it("gives the price in the currency, also when it is nothing", () => {
    expect(priceOf(offer, "EUR")).toEqual({ amount: 1990, currency: "EUR" });
    expect(priceOf(offer, "USD")).toEqual({ amount: 0, currency: "USD" });
  });

  it("gives none in a currency without a price, however the currencies are named", () => {
    fc.assert(
      fc.property(fc.string(), (currency) => {
        fc.pre(currency !== "EUR" && currency !== "USD");
        expect(priceOf(offer, currency)).toBeUndefined();
      }),
    );
  });

  it("gives none for what is not published", () => {
    expect(priceOf({ ...offer, status: "draft" }, "EUR")).toBeUndefined();
  });
});
