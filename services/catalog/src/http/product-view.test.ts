import { describe, expect, it } from "vitest";
import { draftProduct } from "../domain/draft.ts";
import { summaryOf } from "./product-view.ts";

const { product } = draftProduct(
  { name: "Tee", variants: [{ sku: "TEE-M", title: "Tee, M", options: {}, prices: [{ amount: 1, currency: "EUR" }] }] },
  { productId: "prd_01kaq3v8e0m4t6w8y0a2c4e6g8", slug: "tee", at: new Date("2026-11-23T09:30:00.000Z") },
).state;

describe("summaryOf", () => {
  it("shows the first of the media, and none of what is for the details", () => {
    const [first, second] = [{ url: "https://cdn.example.com/1.jpg", alt: "Front" }, { url: "https://x.example/2" }];
    const summary = summaryOf({ ...product, media: [first, second] });
    expect(summary).toMatchObject({ image: first, skus: ["TEE-M"] });
    expect(Object.keys(summary)).not.toEqual(expect.arrayContaining(["metadata"]));
    expect(summaryOf(product)).not.toHaveProperty("image");
  });
});
