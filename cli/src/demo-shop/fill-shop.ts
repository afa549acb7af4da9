import { CognitoIdentityProviderClient, InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Ready } from "../start/describe-ready.ts";
import { type SeedProduct, type SeedVariant, seedProducts } from "./products.ts";
import { seedCategories, seedPromotions, seedTaxes, seedZones } from "./rules.ts";

const LOCATION = "loc_main";

/** The API refused a part of the seed. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

/** A call as staff, made once however often the seed runs: its key names what it makes. */
type Send = (target: string, key: string, body?: unknown, version?: number) => Promise<Answer>;
// biome-ignore lint/suspicious/noExplicitAny: the seed reads ids alone, of answers whose schemas are the services'.
type Answer = { readonly json: any; readonly etag: string };

/**
 * Fills the shop through its own HTTP API, as a member of staff would. A second run finds what is there: a product is
 * published last, so one that is listed is complete, and fixed idempotency keys finish one that was interrupted.
 *
 * @throws SeedError naming the call and what was answered.
 */
export async function seedShop(ready: Ready): Promise<void> {
  const token = await signIn(ready);
  const send = sender(ready.apiUrl, token);
  const listed = await listedNames(ready.apiUrl);
  const categoryIds = await seedRules(send);
  const missing = seedProducts.filter(({ name }) => !listed.has(name));
  for (const product of missing) await seedProduct(send, product, categoryIds);
}

async function seedRules(send: Send): Promise<ReadonlyMap<string, string>> {
  const categoryIds = new Map<string, string>();
  for (const name of seedCategories) {
    const { json } = await send("POST /v1/categories", `category-${name.toLowerCase().replaceAll(" ", "-")}`, { name });
    categoryIds.set(name, json.categoryId);
  }
  for (const [country, taxes] of Object.entries(seedTaxes)) {
    await send(`PUT /v1/tax-rates/${country}`, `taxes-${country}`, taxes, 0);
  }
  for (const [index, zone] of seedZones.entries()) await send("POST /v1/shipping-zones", `zone-${index}`, zone);
  for (const [index, { promotion, ...more }] of seedPromotions.entries()) {
    const { json } = await send("POST /v1/promotions", `promotion-${index}`, promotion);
    if (!("code" in more)) continue;
    const coupons = `/v1/promotions/${json.promotionId}/coupons`;
    await send(`POST ${coupons}`, `coupon-${index}`, { codes: [more.code] }, 1);
  }
  return categoryIds;
}

async function seedProduct(send: Send, product: SeedProduct, categoryIds: ReadonlyMap<string, string>): Promise<void> {
  await Promise.all(product.variants.map((variant) => seedStock(send, variant)));
  const { name, description, category, weightGrams } = product;
  const variants = product.variants.map(({ sku, title, options, eur, usd }) => ({
    ...{ sku, title, options, weightGrams },
    prices: [
      { amount: eur, currency: "EUR" },
      { amount: usd, currency: "USD" },
    ],
  }));
  const key = (step: string) => `${step}-${product.variants[0]?.sku}`;
  const body = { name, description, categoryIds: [categoryIds.get(category)], variants };
  const { json, etag } = await send("POST /v1/products", key("create"), body);
  await send(
    `POST /v1/products/${json.productId}/publish`,
    key("publish"),
    undefined,
    Number(etag.replaceAll('"', "")),
  );
}

async function seedStock(send: Send, { sku, pieces }: SeedVariant): Promise<void> {
  await send(`POST /v1/stock/${sku}/receipts`, `stock-${sku}`, { locationId: LOCATION, quantity: pieces });
}

async function listedNames(api: string): Promise<ReadonlySet<string>> {
  const response = await fetch(`${api}/v1/products?limit=100`);
  if (!response.ok) throw await refusal("GET /v1/products", response);
  const { items } = (await response.json()) as { items: readonly { name: string }[] };
  return new Set(items.map(({ name }) => name));
}

function sender(api: string, token: string): Send {
  return async (target, key, body, version) => {
    const [method = "", path = ""] = target.split(" ");
    const response = await fetch(api + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": `seed-${key}`,
        ...(version === undefined ? {} : { "if-match": `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(target, response);
    return { json: await response.json(), etag: response.headers.get("etag") ?? "" };
  };
}

async function refusal(call: string, response: Response): Promise<SeedError> {
  return new SeedError(`The shop could not be filled: ${call} answered ${response.status} ${await response.text()}`);
}
async function signIn({ awsEndpoint, region, clientId, users }: Ready): Promise<string> {
  const staff = users.find(({ role }) => role === "admin");
  if (staff === undefined) throw new SeedError("There is no staff to fill the shop.");
  const client = new CognitoIdentityProviderClient({
    endpoint: awsEndpoint,
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: clientId,
        AuthParameters: { USERNAME: staff.username, PASSWORD: staff.password },
      }),
    );
    return AuthenticationResult?.AccessToken ?? "";
  } finally {
    client.destroy();
  }
}
