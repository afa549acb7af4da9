import { type Api, accepted, createApi } from "../http-client.ts";
import type { Ready } from "../ready.ts";
import { signInAs } from "../sign-in.ts";
import { type SeedProduct, type SeedVariant, seedProducts } from "./products.ts";
import { money, seedCategories, seedPromotions, seedTaxes, seedZones } from "./rules.ts";

const locationId = "loc_main";

/**
 * A call as staff, made once however often the shop is filled: its key names what it makes. Gives the JSON of the
 * answer.
 */
type Make = (method: string, path: string, key: string, body?: unknown, version?: number) => Promise<Made>;
// biome-ignore lint/suspicious/noExplicitAny: ids and versions alone are read, of answers whose schemas are the services'.
type Made = any;

/**
 * Fills the shop through its own HTTP API, as a member of staff would. A second run finds what is there: a product is
 * published last, so one that is listed is complete, and fixed idempotency keys finish one that was interrupted.
 *
 * @throws ApiError naming the call and what was answered
 */
export async function fillShop(ready: Ready): Promise<void> {
  const { accessToken: token } = await signInAs(ready, "admin");
  const api = createApi(ready.apiUrl);
  const make: Make = async (method, path, key, body, version) =>
    accepted(await api(method, path, { token, key: `seed-${key}`, body, version })).json;
  const listed = await listedNames(api);
  const categoryIds = await makeRules(make);
  const missing = seedProducts.filter(({ name }) => !listed.has(name));
  for (const product of missing) await makeProduct(make, product, categoryIds);
}

async function listedNames(api: Api): Promise<ReadonlySet<string>> {
  const { items } = accepted(await api("GET", "/v1/products?limit=100")).json;
  return new Set(items.map(({ name }: { readonly name: string }) => name));
}

async function makeRules(make: Make): Promise<ReadonlyMap<string, string>> {
  const categoryIds = new Map<string, string>();
  for (const name of seedCategories) {
    const key = `category-${name.toLowerCase().replaceAll(" ", "-")}`;
    const { categoryId } = await make("POST", "/v1/categories", key, { name });
    categoryIds.set(name, categoryId);
  }
  for (const [country, taxes] of Object.entries(seedTaxes)) {
    await make("PUT", `/v1/tax-rates/${country}`, `taxes-${country}`, taxes, 0);
  }
  for (const [index, zone] of seedZones.entries()) await make("POST", "/v1/shipping-zones", `zone-${index}`, zone);
  for (const [index, { promotion, ...more }] of seedPromotions.entries()) {
    const { promotionId } = await make("POST", "/v1/promotions", `promotion-${index}`, promotion);
    if (!("code" in more)) continue;
    await make("POST", `/v1/promotions/${promotionId}/coupons`, `coupon-${index}`, { codes: [more.code] }, 1);
  }
  return categoryIds;
}

async function makeProduct(make: Make, product: SeedProduct, categoryIds: ReadonlyMap<string, string>): Promise<void> {
  const { name, description, category, weightGrams } = product;
  const variants = product.variants.map(({ sku, title, options, eur, usd }) => ({
    ...{ sku, title, options, weightGrams },
    prices: money(eur, usd),
  }));
  const [{ sku } = { sku: "" }] = product.variants;
  const body = { name, description, categoryIds: [categoryIds.get(category)], variants };
  const { productId, version } = await make("POST", "/v1/products", `create-${sku}`, body);
  await Promise.all(product.variants.map((variant) => receiveStock(make, variant)));
  await make("POST", `/v1/products/${productId}/publish`, `publish-${sku}`, undefined, version);
}

async function receiveStock(make: Make, { sku, units }: SeedVariant): Promise<void> {
  await make("POST", `/v1/stock/${encodeURIComponent(sku)}/receipts`, `stock-${sku}`, { locationId, quantity: units });
}
