import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { cartWith, contactIn, sellVariant, setTaxes, shipTo } from "../support/selling.ts";
import { aContact, bodyOf, currency, openStore, type Store } from "../support/store.ts";
import { version } from "./scene.ts";
import { nameBoth, second } from "./services/inventory.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

function euros(amount: number) {
  return { amount, currency };
}
function tax(name: string, rate: number, taxClass = "standard") {
  return { name, taxClass, rate };
}

/** Says where the second location of the shop is. Whoever changed the locations in between was quicker: then once more. */
async function locateSecond(place: object): Promise<void> {
  await nameBoth(store);
  const { items, version: seen } = bodyOf(await store.api("GET", "/v1/locations", { token: store.staff }), 200);
  const { locationId, ...known } = items.find((one: { readonly locationId: string }) => one.locationId === second);
  const request = { token: store.staff, headers: version(seen), body: { ...known, ...place } };
  const answer = await store.api("PUT", `/v1/locations/${locationId}`, request);
  if (answer.status === 412) await locateSecond(place);
  else bodyOf(answer, 200);
}

describe("an order", () => {
  it("stays what it was priced for when its buyer moves, and goes where it was to go", async () => {
    const regions = [{ region: "CA", rates: [tax("California", 72_500)] }];
    await setTaxes(store, "US", { pricesInclude: false, rates: [tax("Federal", 0)], regions });
    const { sku } = await sellVariant(store, 100_000, 5);
    const { token } = await store.aShopper();
    const oregon = { line1: "1 Salmon Street", city: "Portland", postalCode: "97201", region: "OR" };
    const contactId = await contactIn(store, token, "US", oregon);
    const cart = await cartWith(store, token, [{ sku, quantity: 1 }], { destination: { country: "US", region: "OR" } });
    const placed = bodyOf(await store.checkout({ token, contactId }, cart), 201);
    const untaxed = [{ name: "Federal", rate: 0, amount: 0 }];
    expect(placed).toMatchObject({
      destination: { country: "US", region: "OR" },
      lines: [{ taxes: untaxed }],
      taxes: untaxed,
      total: euros(100_000),
    });
    expect(JSON.stringify(placed)).not.toContain(oregon.line1);

    const { address, ...person } = aContact();
    const fresno = { line1: "2 Tulare Street", city: "Fresno", postalCode: "93721", region: "CA", country: "US" };
    const moved = { token, headers: version(1), body: { ...person, address: fresno } };
    bodyOf(await store.api("PUT", `/v1/contacts/${contactId}`, moved), 200);
    await store.until({ token, contactId }, placed.orderId, "confirmed");
    for (const reader of [token, store.staff]) {
      const order = bodyOf(await store.api("GET", `/v1/orders/${placed.orderId}`, { token: reader }), 200);
      expect(order).toMatchObject({ destination: { region: "OR" }, taxes: untaxed, total: euros(100_000) });
      expect(order.recipient).toMatchObject({ address: { ...oregon, country: "US" } });
    }

    // The next order is the Californian's.
    const next = await cartWith(store, token, [{ sku, quantity: 1 }], { destination: { country: "US", region: "CA" } });
    const taxed = bodyOf(await store.checkout({ token, contactId }, next), 201);
    expect(taxed).toMatchObject({
      destination: { country: "US", region: "CA" },
      lines: [{ taxes: [{ name: "California", rate: 72_500, amount: 7250 }], tax: euros(7250) }],
      total: euros(107_250),
    });
  });

  it("tells each tax that it bears, each decided for itself, as its cart did", async () => {
    const rates = [tax("CGST", 90_000), tax("SGST", 90_000), tax("IGST", 0, "exempt")];
    await setTaxes(store, "IN", { pricesInclude: false, rates, regions: [] });
    const [taxed, exempt] = [
      await sellVariant(store, 10_005, 5),
      await sellVariant(store, 500, 5, { taxClass: "exempt" }),
    ];
    const { token } = await store.aShopper();
    const contactId = await contactIn(store, token, "IN", { postalCode: "400001", city: "Mumbai", region: "MH" });
    const lines = [taxed, exempt].map(({ sku }) => ({ sku, quantity: 1 }));
    const cart = await cartWith(store, token, lines, { destination: { country: "IN", region: "MH" } });
    const taxes = [
      { name: "CGST", rate: 90_000, amount: 900 },
      { name: "SGST", rate: 90_000, amount: 900 },
      { name: "IGST", rate: 0, amount: 0 },
    ];
    expect(cart).toMatchObject({ totals: { taxes, tax: euros(1800) }, total: euros(12_305) });
    const order = bodyOf(await store.checkout({ token, contactId }, cart), 201);
    expect(order).toMatchObject({ taxes, tax: euros(1800), total: euros(12_305) });
    expect(order.lines.map((line: { readonly taxes: unknown }) => line.taxes)).toEqual([
      taxes.slice(0, 2),
      taxes.slice(2),
    ]);
  });

  it("is rounded once where its country rounds by document", async () => {
    const rates = [tax("BTW", 210_000)];
    await setTaxes(store, "NL", { pricesInclude: false, rounding: "document", rates, regions: [] });
    const pieces = [
      await sellVariant(store, 102, 5),
      await sellVariant(store, 102, 5),
      await sellVariant(store, 102, 5),
    ];
    const { token } = await store.aShopper();
    const lines = pieces.map(({ sku }) => ({ sku, quantity: 1 }));
    const cart = await cartWith(store, token, lines, { destination: { country: "NL" } });
    // 21 % of 1.02 is 0.2142, of 3.06 it is 0.6426.
    expect(cart.totals).toMatchObject({ tax: euros(64), taxes: [{ name: "BTW", rate: 210_000, amount: 64 }] });
    expect(cart.lines.map((line: { readonly tax: { readonly amount: number } }) => line.tax.amount)).toEqual([
      22, 21, 21,
    ]);
  });
});

describe("goods that are picked up", () => {
  it("are taxed where they are fetched, and what is not fetched where its buyer is", async () => {
    await setTaxes(store, "FI", { pricesInclude: true, rates: [tax("ALV", 255_000)], regions: [] });
    await setTaxes(store, "SE", { pricesInclude: true, rates: [tax("Moms", 250_000)], regions: [] });
    await locateSecond({ country: "FI" });
    const pickup = { name: "Counter", kind: "pickup", locationId: second };
    const shippingMethodId = await shipTo(store, "SE", 0, pickup);
    const [tee, song] = [await sellVariant(store, 12_550, 5, { weightGrams: 200 }), await sellVariant(store, 1250, 5)];
    const { token } = await store.aShopper();
    const address = { city: "Stockholm", postalCode: "111 20" };
    const contactId = await contactIn(store, token, "SE", address);
    const lines = [tee, song].map(({ sku }) => ({ sku, quantity: 1 }));
    const cart = await cartWith(store, token, lines, { destination: { country: "SE" }, shippingMethodId });
    const shares = [[{ name: "ALV", rate: 255_000, amount: 2550 }], [{ name: "Moms", rate: 250_000, amount: 250 }]];
    const taxesOf = (one: { readonly lines: readonly { readonly taxes: unknown }[] }) =>
      one.lines.map(({ taxes }) => taxes);
    expect(taxesOf(cart)).toEqual(shares);
    const order = bodyOf(await store.checkout({ token, contactId }, cart), 201);
    expect(taxesOf(order)).toEqual(shares);
    expect(order).toMatchObject({
      destination: { country: "SE" },
      shipping: { kind: "pickup", place: { country: "FI" } },
      taxes: shares.flat(),
      total: euros(13_800),
    });
  });
});
