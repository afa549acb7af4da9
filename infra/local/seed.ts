import { CognitoIdentityProviderClient, InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import type { Ready } from "./ready.ts";
import { type SeedProduct, type SeedVariant, seedProducts } from "./seed-products.ts";

const LOCATION = "loc_main";

/** The API refused a part of the seed. */
export class SeedError extends Error {
  override readonly name = "SeedError";
}

type Send = (path: string, body: unknown, headers: Readonly<Record<string, string>>) => Promise<Response>;

/**
 * Fills the shop through its own HTTP API, as a member of staff would. A second run finds what is there: a product is
 * published last, so one that is listed is complete, and fixed idempotency keys finish one that was interrupted.
 *
 * @throws SeedError naming the call and what was answered.
 */
export async function seedShop(ready: Ready): Promise<void> {
  const token = await signIn(ready);
  const listed = await listedNames(ready.apiUrl);
  const send = sender(ready.apiUrl, token);
  const missing = seedProducts.filter(({ name }) => !listed.has(name));
  for (const product of missing) await seedProduct(send, product);
}

async function seedProduct(send: Send, product: SeedProduct): Promise<void> {
  await Promise.all(product.variants.map((variant) => seedStock(send, variant)));
  const { name, description } = product;
  const variants = product.variants.map(({ sku, title, options, eur, usd }) => ({
    ...{ sku, title, options },
    prices: [
      { amount: eur, currency: "EUR" },
      { amount: usd, currency: "USD" },
    ],
  }));
  const key = (step: string) => ({ "idempotency-key": `seed-${step}-${product.variants[0]?.sku}` });
  const created = await send("/v1/products", { name, description, variants }, key("create"));
  const { productId } = (await created.json()) as { productId: string };
  const etag = created.headers.get("etag") ?? "";
  await send(`/v1/products/${productId}/publish`, undefined, { ...key("publish"), "if-match": etag });
}

async function seedStock(send: Send, { sku, pieces }: SeedVariant): Promise<void> {
  await send(
    `/v1/stock/${sku}/receipts`,
    { locationId: LOCATION, quantity: pieces },
    { "idempotency-key": `seed-stock-${sku}` },
  );
}

async function listedNames(api: string): Promise<ReadonlySet<string>> {
  const response = await fetch(`${api}/v1/products?limit=100`);
  if (!response.ok) throw await refusal("GET /v1/products", response);
  const { items } = (await response.json()) as { items: readonly { name: string }[] };
  return new Set(items.map(({ name }) => name));
}

function sender(api: string, token: string): Send {
  return async (path, body, headers) => {
    const response = await fetch(api + path, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await refusal(`POST ${path}`, response);
    return response;
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
