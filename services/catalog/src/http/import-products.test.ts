import { describe, expect, it } from "vitest";
import { aCatalog, euros, merchandiser, named } from "../../../../test/support/catalog-world.ts";
import { itemsOf } from "../../../../test/support/items.ts";

function row(slug: string, sku: string, fields: object = {}) {
  return {
    slug,
    sku,
    name: slug,
    title: sku,
    prices: [euros(100)],
    status: "active",
    ...fields,
  };
}

async function aShop() {
  const shop = await aCatalog();
  let keys = 0;
  const send = (
    rows: readonly unknown[],
    { key = `key-${keys++}`, ...more }: { key?: string; dryRun?: boolean } = {},
  ) => shop.staff("POST /v1/products/import", { rows, ...more }, undefined, key);
  const run = async (...given: Parameters<typeof send>) => {
    const { status, body } = await send(...given);
    expect(status).toBe(200);
    return body.results as readonly {
      readonly outcome: string;
      readonly sku?: string;
      readonly productId?: string;
      readonly errors?: readonly { readonly field: string; readonly reason: string }[];
      readonly warnings?: readonly { readonly field: string; readonly reason: string }[];
    }[];
  };
  const outcomes = async (...given: Parameters<typeof send>) => (await run(...given)).map(({ outcome }) => outcome);
  const bySku = (sku: string) => shop.call(`GET /v1/skus/${sku}/product`);
  return { ...shop, send, run, outcomes, bySku };
}

describe("POST /v1/products/import", () => {
  it("makes one product of the rows of one slug, published in the same breath, and tells both facts", async () => {
    const { run, bySku, facts } = await aShop();
    const results = await run([
      row("tee", "TEE-M", { description: "Soft.", options: { size: "M" }, weightGrams: 180, taxClass: "books" }),
      row("cap", "CAP"),
      { slug: "tee", sku: "TEE-L", title: "Tee, L", prices: [{ ...euros(200), compareAt: 250 }] },
    ]);
    expect(results.map(({ outcome, sku }) => [outcome, sku])).toEqual([
      ["created", "TEE-M"],
      ["created", "CAP"],
      ["created", "TEE-L"],
    ]);
    expect(results[0]?.productId).toBe(results[2]?.productId);
    expect((await bySku("TEE-L")).body).toMatchObject({
      slug: "tee",
      status: "active",
      description: "Soft.",
      version: 2,
      variants: [
        { sku: "TEE-M", options: { size: "M" }, weightGrams: 180, taxClass: "books" },
        { sku: "TEE-L", prices: [{ amount: 200, compareAt: 250 }] },
      ],
    });
    expect((await facts(results[0]?.productId ?? "")).map(({ type }) => type)).toEqual([
      "product.created",
      "product.published",
    ]);
  });

  it("leaves alone what is the same, changes what differs, and tells each command's fact", async () => {
    const { run, outcomes, bySku, facts } = await aShop();
    const rows = [row("tee", "TEE-M"), row("tee", "TEE-L"), row("cap", "CAP")];
    const [tee] = await run(rows);
    expect(await outcomes(rows)).toEqual(["unchanged", "unchanged", "unchanged"]);
    const changed = [
      row("tee", "TEE-M", { title: "Medium", prices: [euros(90)] }),
      row("tee", "TEE-L"),
      row("tee", "TEE-XL"),
      row("cap", "CAP", { name: "Hat" }),
    ];
    expect(await outcomes(changed)).toEqual(["updated", "unchanged", "created", "updated"]);
    expect((await bySku("TEE-XL")).body).toMatchObject({
      version: 5,
      fromPrices: [euros(90)],
      variants: [{ title: "Medium" }, { title: "TEE-L" }, { title: "TEE-XL" }],
    });
    expect((await facts(tee?.productId ?? "")).slice(2).map(({ type, data }) => [type, data["sku"]])).toEqual([
      ["product.updated", "TEE-M"],
      ["product.prices_changed", "TEE-M"],
      ["product.updated", "TEE-XL"],
    ]);
    expect((await bySku("CAP")).body).toMatchObject({ name: "Hat", version: 3 });
    expect(await outcomes(changed)).toEqual(Array(4).fill("unchanged"));
  });

  it("keeps what a row does not name, and takes away what is null", async () => {
    const { run, bySku } = await aShop();
    await run([row("tee", "TEE", { description: "Soft.", weightGrams: 180, metadata: { season: "summer" } })]);
    expect(await run([{ slug: "tee", sku: "TEE", prices: [euros(90)] }])).toMatchObject([{ outcome: "updated" }]);
    expect((await bySku("TEE")).body).toMatchObject({ description: "Soft.", metadata: { season: "summer" } });
    await run([{ slug: "tee", sku: "TEE", description: null, weightGrams: null }]);
    const { body } = await bySku("TEE");
    expect(body).not.toHaveProperty("description");
    expect(body.variants[0]).not.toHaveProperty("weightGrams");
  });

  it("publishes a draft, and never takes an active product back nor touches an archived one", async () => {
    const { staff, run, outcomes, bySku } = await aShop();
    const draft = row("tee", "TEE", { status: "draft" });
    const [made] = await run([draft]);
    expect((await bySku("TEE")).status).toBe(404);
    expect(await outcomes([draft])).toEqual(["unchanged"]);
    expect(await outcomes([row("tee", "TEE")])).toEqual(["updated"]);
    expect((await bySku("TEE")).status).toBe(200);
    expect(await run([draft])).toMatchObject([{ outcome: "failed", errors: [{ field: "status" }] }]);
    await staff(`POST /v1/products/${made?.productId}/archive`, undefined, 2);
    expect(await run([row("tee", "TEE")])).toMatchObject([{ outcome: "failed", errors: [{ field: "slug" }] }]);
  });

  it("lets a bad row fail alone, and says of each which field is wrong", async () => {
    const { run, staff, bySku } = await aShop();
    await staff("POST /v1/products", named("TAKEN"));
    const results = await run([
      row("tee", "TEE-M"),
      row("tee", "TEE#L"),
      { ...row("tee", "TEE-XL"), colour: "blue" },
      row("tee", "TEE-M"),
      row("tee", "TEE-S", { name: "Shirt" }),
      row("tee", "TAKEN"),
      { slug: "tee", sku: "TEE-XS" },
      { slug: "cap", sku: "CAP", title: "Cap", prices: [euros(1)] },
      row("hat", "HAT", { categoryIds: [`cat_${"0".repeat(26)}`] }),
      row("kit", "KIT", { parts: [{ sku: "NOBODY", quantity: 1 }] }),
      "no row at all",
      row("mug", "MUG", { prices: [{ amount: 1.5, currency: "EUR" }] }),
      row("tee", "TEE-XXL"),
    ]);
    expect(results.map(({ outcome, errors }) => errors?.map(({ field }) => field).join() ?? outcome)).toEqual([
      "created",
      "sku",
      "colour",
      "sku",
      "name",
      "sku",
      "title,prices",
      "name",
      "categoryIds",
      "parts",
      "",
      "prices.0.amount",
      "created",
    ]);
    expect(results.map(({ sku }) => sku).slice(1, 3)).toEqual([undefined, "TEE-XL"]);
    expect((await bySku("TEE-M")).body.variants).toHaveLength(2);
  });

  it("makes kits of what the same request brings, whatever the order, and never changes their parts", async () => {
    const { outcomes, run, bySku } = await aShop();
    const kit = row("set", "SET", { parts: [{ sku: "CUP", quantity: 2 }] });
    const tray = row("cup", "TRAY", { parts: [{ sku: "CUP", quantity: 6 }] });
    const all = [kit, tray, row("cup", "CUP")];
    expect(await outcomes(all, { dryRun: true })).toEqual(["created", "created", "created"]);
    expect(await outcomes(all)).toEqual(["created", "created", "created"]);
    expect((await bySku("TRAY")).body.variants.map(({ sku }: { readonly sku: string }) => sku)).toEqual([
      "CUP",
      "TRAY",
    ]);
    expect(await outcomes([kit, tray])).toEqual(["unchanged", "unchanged"]);
    const other = { ...kit, parts: [{ sku: "CUP", quantity: 3 }] };
    expect(await run([other])).toMatchObject([{ outcome: "failed", errors: [{ field: "parts" }] }]);
  });

  it("gives a product no more variants than it can have", async () => {
    const { outcomes } = await aShop();
    const rows = Array.from({ length: 42 }, (_, index) => row("tee", `TEE-${index}`));
    const expected = [...Array(40).fill("created"), "failed", "failed"];
    expect(await outcomes(rows)).toEqual(expected);
  });

  it("answers a repeated call from its record, and refuses another under the same key", async () => {
    const { send } = await aShop();
    const first = await send([row("tee", "TEE")], { key: "same" });
    expect(await send([row("tee", "TEE")], { key: "same" })).toMatchObject({
      headers: { "idempotency-replayed": "true" },
      body: first.body,
    });
    expect(await send([row("cap", "CAP")], { key: "same" })).toMatchObject({ status: 422 });
  });

  it("needs a key, staff, and 1 to 500 rows", async () => {
    const { call, staff, send } = await aShop();
    expect(await staff("POST /v1/products/import", { rows: [row("a", "A")] })).toMatchObject({
      body: { code: "idempotency.key_required" },
    });
    const body = { rows: [row("a", "A")] };
    const fulfillment = { ...merchandiser, groups: ["fulfillment"] };
    expect((await call("POST /v1/products/import", { body, caller: fulfillment })).status).toBe(403);
    expect((await send([])).status).toBe(400);
    expect((await send(Array(501).fill(row("a", "A")))).status).toBe(400);
  });

  it("warns of new SKUs that differ by case only, from each other and from those that are there", async () => {
    const { run, staff } = await aShop();
    await staff("POST /v1/products", named("Old_1"));
    const rows = [row("tee", "tee/m 1"), row("cap", "TEE/M 1"), row("hat", "OLD_1"), row("mug", "mug.1")];
    const warned = async () => (await run(rows)).map(({ outcome, warnings = [] }) => [outcome, ...warnings]);
    expect(await warned()).toEqual([
      ["created", { field: "sku", reason: "differs from TEE/M 1 by case only" }],
      ["created", { field: "sku", reason: "differs from tee/m 1 by case only" }],
      ["created", { field: "sku", reason: "differs from Old_1 by case only" }],
      ["created"],
    ]);
    expect(await warned()).toEqual(rows.map(() => ["unchanged"]));
  });

  it("writes nothing in a dry run, and says what would happen", async () => {
    const { table, run, outcomes } = await aShop();
    await run([row("tee", "TEE"), row("cap", "CAP")]);
    const before = await itemsOf(table);
    const rows = [row("tee", "TEE", { name: "Shirt" }), row("cap", "CAP"), row("hat", "HAT"), row("hat", "HAT#")];
    expect(await outcomes(rows, { dryRun: true })).toEqual(["updated", "unchanged", "created", "failed"]);
    expect(await itemsOf(table)).toEqual(before);
    expect(await outcomes(rows)).toEqual(["updated", "unchanged", "created", "failed"]);
  });

  it("loses and doubles no row when two write the same products at once", async () => {
    const { run, call, facts } = await aShop();
    const rows = ["a", "b", "c"].flatMap((slug) =>
      Array.from({ length: 4 }, (_, index) => row(slug, `${slug.toUpperCase()}-${index}`)),
    );
    const both = await Promise.all([run(rows), run(rows.toReversed())]);
    for (const result of both.flat()) expect(result).not.toMatchObject({ outcome: "failed" });
    const created = both.flat().filter(({ outcome }) => outcome === "created");
    expect(created.map(({ sku }) => sku).toSorted()).toEqual(rows.map(({ sku }) => sku).toSorted());
    const { items } = (await call("GET /v1/products")).body;
    expect(items).toHaveLength(3);
    for (const { productId, skus, version } of items) {
      expect(skus).toHaveLength(4);
      expect(await facts(productId)).toHaveLength(version);
    }
  });

  it("fails the row that wants another variant's options, in whatever order they are named, and that row alone", async () => {
    const { run } = await aShop();
    const options = { color: "blue", size: "M" };
    const alike = [{ field: "options", reason: "are those of TEE-A too" }];
    const turned = { options: { size: "M", color: "blue" } };
    const first = [row("tee", "TEE-A", { options }), row("tee", "TEE-B", turned), row("tee", "TEE-C")];
    expect(await run(first, { dryRun: true })).toMatchObject([{ outcome: "created" }, { errors: alike }, {}]);
    expect(await run(first)).toMatchObject([{ outcome: "created" }, { errors: alike }, { outcome: "created" }]);
    expect(await run([row("tee", "TEE-D", turned)])).toMatchObject([{ outcome: "failed", errors: alike }]);
    expect(await run([row("tee", "TEE-C", turned)])).toMatchObject([{ outcome: "failed", errors: alike }]);
  });

  it("lets rows of one file hand options on, but not trade them", async () => {
    const { run, outcomes } = await aShop();
    const sized = (sizes: Readonly<Record<string, string>>) =>
      Object.entries(sizes).map(([sku, size]) => row("tee", sku, { options: { size } }));
    await run(sized({ A: "S", B: "M", C: "L" }));
    expect(await outcomes(sized({ A: "M", B: "L", C: "XL", D: "S" }))).toEqual([
      ...Array(3).fill("updated"),
      "created",
    ]);
    const refused = { outcome: "failed", errors: [{ field: "options" }] };
    expect(await run(sized({ A: "L", B: "M" }))).toMatchObject([refused, refused]);
  });

  it("adds every row when two bring different variants of one product at once", async () => {
    const { run, bySku } = await aShop();
    await run([row("tee", "TEE-0")]);
    const halves = [1, 2].map((half) => [1, 2, 3].map((index) => row("tee", `TEE-${half}-${index}`)));
    const results = (await Promise.all(halves.map((half) => run(half)))).flat();
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(6).fill("created"));
    expect((await bySku("TEE-0")).body.variants).toHaveLength(7);
  });

  it("takes 500 rows in one call, all of one category, and its answer fits into the key's record", async () => {
    const { run, send, category, call } = await aShop();
    const categoryIds = [await category("Tees")];
    const good = Array.from({ length: 300 }, (_, index) => row(`tee-${index >> 1}`, `TEE-${index}`, { categoryIds }));
    const name = "\u{1F30A}".repeat(100);
    const bad = Array.from({ length: 200 }, (_, index) => ({
      slug: "x",
      sku: `BAD-${index}`,
      [name]: 1,
      [`${name}2`]: 1,
    }));
    const results = await run([...good, ...bad], { key: "all" });
    expect(results.filter(({ outcome }) => outcome === "created")).toHaveLength(300);
    expect(results.filter(({ outcome }) => outcome === "failed")).toHaveLength(200);
    expect((await send([...good, ...bad], { key: "all" })).headers["idempotency-replayed"]).toBe("true");
    expect((await call("GET /v1/categories")).body.items).toMatchObject([{ products: 150 }]);
  });
});

describe("GET /v1/products/export", () => {
  it("gives rows that change nothing when they are imported, page by page", async () => {
    const { run, outcomes, call, category } = await aShop();
    const categoryIds = [await category("Tees"), await category("Sale")];
    const media = [{ url: "https://cdn.example.com/tee.jpg", alt: "A tee." }];
    await run([
      row("tee", "TEE-M", { description: "Soft.", categoryIds, media, metadata: { b: "1", a: "2" } }),
      row("tee", "TEE-L", { options: { size: "L", color: "blue" }, weightGrams: 5, taxClass: "books" }),
      row("cap", "CAP", {
        prices: [
          { ...euros(90), minQuantity: 5 },
          { ...euros(100), compareAt: 120 },
        ],
      }),
      row("set", "SET", { parts: [{ sku: "CAP", quantity: 2 }] }),
      row("mug", "MUG", { status: "draft" }),
    ]);
    const page = async (query: Readonly<Record<string, string>>) =>
      (await call("GET /v1/products/export", { caller: merchandiser, query })).body;
    const rows: { readonly slug: string; readonly name?: string }[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page({ limit: "1", ...(cursor === undefined ? {} : { cursor }) });
      rows.push(...items);
      cursor = nextCursor;
    } while (cursor !== undefined);
    expect(rows).toHaveLength(4);
    expect(rows.filter(({ slug }) => slug === "tee").map(({ name }) => name)).toEqual(["tee", undefined]);
    const drafts = (await page({ status: "draft" })).items;
    expect(drafts).toMatchObject([{ slug: "mug", status: "draft" }]);
    expect(await outcomes([...rows, ...drafts])).toEqual(Array(5).fill("unchanged"));
  });

  it("is for staff alone", async () => {
    const { call } = await aShop();
    expect((await call("GET /v1/products/export")).status).toBe(401);
    const query = { cursor: "A".repeat(40) };
    expect((await call("GET /v1/products/export", { caller: merchandiser, query })).body.code).toBe("cursor.invalid");
  });
});
