import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { draftProduct } from "../domain/draft.ts";
import { SlugTaken } from "../domain/product.ts";
import { slugEntity } from "./slug.entity.ts";
import { createSlugs } from "./slugs.ts";

function productOf(slug: string, count = 0) {
  return draftProduct(
    { name: "Tee", variants: [{ sku: "TEE", title: "Tee", options: {}, prices: [{ amount: 1, currency: "EUR" }] }] },
    { productId: `prd_01kaq3v8e0m4t6w8y0a2c4e6g${count}`, slug, at: new Date("2026-11-23T09:30:00.000Z") },
  ).state.product;
}

const taken = { declaration: { code: SlugTaken.code } };

describe("AP-C8 getSlug, AP-C9 take", () => {
  it("find the product that took a slug", async () => {
    const slugs = createSlugs(await freshTable());
    const product = productOf("tee");
    await commit([slugs.take(product)]);
    expect(await slugs.getSlug("tee")).toEqual({ slug: "tee", productId: product.productId, current: true });
    expect(await slugs.getSlug("mug")).toBeUndefined();
  });

  it("give a slug that several want at once to one of them", async () => {
    const slugs = createSlugs(await freshTable());
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((count) => commit([slugs.take(productOf("tee", count))])),
    );
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(3);
    for (const { reason } of refused) expect(reason).toMatchObject(taken);
  });
});

describe("AP-C23 change", () => {
  it("keeps the former slug for its product, which can take it back", async () => {
    const slugs = createSlugs(await freshTable());
    const [before, after] = [productOf("tee"), productOf("shirt")];
    await commit([slugs.take(before)]);
    await commit(slugs.change(before, after, undefined));
    expect(await slugs.getSlug("tee")).toMatchObject({ productId: before.productId, current: false });
    expect(await slugs.getSlug("shirt")).toMatchObject({ productId: before.productId, current: true });
    await expect(commit([slugs.take(productOf("tee", 1))])).rejects.toMatchObject(taken);

    await commit(slugs.change(after, before, await slugs.getSlug("tee")));
    expect(await slugs.getSlug("tee")).toMatchObject({ current: true });
    expect(await slugs.getSlug("shirt")).toMatchObject({ productId: before.productId, current: false });
  });

  it("writes nothing when the slug stays", async () => {
    const slugs = createSlugs(await freshTable());
    expect(slugs.change(productOf("tee"), productOf("tee"), undefined)).toEqual([]);
  });

  it("lets one of two products have a slug that both change to at once", async () => {
    const slugs = createSlugs(await freshTable());
    const [one, other] = [productOf("one", 1), productOf("other", 2)];
    await commit([slugs.take(one), slugs.take(other)]);
    const outcomes = await Promise.allSettled(
      [one, other].map((product) => commit(slugs.change(product, { ...product, slug: "tee" }, undefined))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("slugs' keys", () => {
  it("stay as they are", async () => {
    const record = { slug: "blue-tee", productId: "prd_1", current: true };
    const { Item } = slugEntity(await freshTable())
      .create(record)
      .params<{ Item: Record<string, unknown> }>();
    expect([Item["pk"], Item["sk"]]).toEqual(["$catalog#slug_blue-tee", "$slug_1"]);
  });
});
