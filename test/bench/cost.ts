import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Resources } from "../../infra/local/ports.ts";
import { startStack } from "../support/npm-start.ts";
import { synthesized, writeEmptyBundles } from "../support/synthesized.ts";
import { type CostLine, type Measured, orderLines, totalOf, viewLines } from "./cost-lines.ts";
import { idleCost, trial } from "./idle-cost.ts";
import { runsDuring } from "./invocation-logs.ts";
import type { Measure } from "./measurements.ts";
import { countOrder } from "./order-units.ts";
import { postTo } from "./post.ts";
import { linesOf } from "./recorded.ts";
import type { Row } from "./report.ts";
import { pageSize, withSeededShop } from "./seeded-shop.ts";
import { createShoppers, fillShelf } from "./shoppers.ts";
import { withShop } from "./with-shop.ts";

const thousand = 1_000;
const warmUps = 10;
const repeats = 20;

/** The resources of a stage, of templates that are made for it and gone afterwards. */
function resourcesOf(context: Readonly<Record<string, string>> = {}): Resources {
  const folder = mkdtempSync(join(tmpdir(), "millrace-cost-"));
  try {
    writeEmptyBundles(join(folder, "dist"));
    return synthesized(join(folder, "cdk.out"), join(folder, "dist"), context).resources;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function memoryIn(resources: Resources): Measured["memoryOf"] {
  const memory = new Map(
    resources
      .ofType("AWS::Lambda::Function")
      .map(({ ref, properties }) => [ref.replace(/^[^-]+-/, ""), Number(properties["MemorySize"])]),
  );
  return (name) => {
    const megabytes = memory.get(name);
    if (megabytes === undefined) throw new Error(`There is no function ${name}.`);
    return megabytes;
  };
}

type Seen = Pick<Measured, "runOf">;
type SeenView = Seen & { readonly answerBytes: number };
type SeenShop = { readonly order: Seen; readonly views: Readonly<Record<string, SeenView>> };

/** What functions take for an order and for each page, warm, in a stack of its own. */
async function lookOn(): Promise<SeenShop> {
  const { ready, interrupt } = await startStack();
  try {
    await fillShelf(ready);
    await createShoppers(ready).rush(warmUps, 1);
    // A new shopper, whose token the authorizer has not seen yet.
    const order = { runOf: await runsDuring(ready, () => createShoppers(ready).rush(repeats, 1)) };
    const post = postTo(ready.apiUrl, new Agent({ keepAlive: true }));
    const body = JSON.stringify({ currency: "EUR", lines: linesOf(0) });
    const { text } = await post("/v1/guest-carts", { "content-type": "application/json" }, body);
    const { cart, guestToken } = JSON.parse(text);
    const get = async (path: string) => {
      const answer = await fetch(`${ready.apiUrl}${path}`, { headers: { authorization: `Bearer ${guestToken}` } });
      if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}.`);
      return answer.text();
    };
    const see = async (path: string): Promise<SeenView> => {
      const answer = await get(path);
      const runOf = await runsDuring(ready, async () => {
        for (let number = 0; number < repeats; number += 1) await get(path);
      });
      return { runOf, answerBytes: Buffer.byteLength(answer) };
    };
    const listPath = `/v1/products?limit=${pageSize}`;
    const { items } = JSON.parse(await get(listPath));
    return {
      order,
      views: {
        list: await see(listPath),
        product: await see(`/v1/products/${items[0].productId}`),
        cart: await see(`/v1/carts/${cart.cartId}`),
      },
    };
  } finally {
    await interrupt();
  }
}

const seededShop = { seed: 1, products: 100, orders: 10, categories: 4, customers: 2 };
const linesOfCart = 2;

/** The pages of a storefront: the function that answers, and the read units that it takes. */
function countViews() {
  return withSeededShop(seededShop, async ({ meter, bought, ...reads }) => ({
    list: { functionName: "catalog-api", readUnits: (await meter(reads.listProducts)).units },
    product: { functionName: "catalog-api", readUnits: (await meter(reads.getProduct)).units },
    cart: { functionName: "carts-api", readUnits: (await meter(() => reads.getCart(bought, linesOfCart))).units },
  }));
}

function rowsOf(what: string, lines: readonly CostLine[], atMost: number): readonly Row[] {
  const row = ({ what: of, dollars, note }: CostLine): Row => ({
    what: `  ${of}`,
    value: dollars * thousand,
    unit: "$",
    note,
  });
  return [{ what, value: totalOf(lines) * thousand, unit: "$", budget: { atMost } }, ...lines.map(row)];
}

function idleRows(what: string, resources: Resources, atMost: number): readonly Row[] {
  const lines = idleCost(resources);
  const free = lines.filter(({ month }) => month === 0);
  return [
    { what, value: lines.reduce((total, { month }) => total + month, 0), unit: "$", budget: { atMost } },
    ...lines
      .filter(({ month }) => month > 0)
      .map(({ type, count, month, note }) => ({
        what: `  ${type}`,
        value: month,
        unit: "$",
        note: `${count} ${note}`,
      })),
    { what: "  types that cost nothing while nothing happens", value: free.length, unit: "" },
  ];
}

export const measure: Measure = async () => {
  const resources = resourcesOf();
  const memoryOf = memoryIn(resources);
  const units = await withShop(thousand, async (shop) => {
    // The first order of a process loads what later ones find loaded.
    await countOrder(shop, resources);
    return countOrder(shop, resources);
  });
  const counted = await countViews();
  const seen = await lookOn();
  const views = Object.entries(counted).map(([name, view]) => {
    const page = seen.views[name];
    if (page === undefined) throw new Error(`Nobody looked at the ${name} page.`);
    const { answerBytes, runOf } = page;
    return { name, lines: viewLines({ ...view, answerBytes }, { memoryOf, runOf }) };
  });
  const mean = views.reduce((total, { lines }) => total + totalOf(lines), 0) / views.length;
  return [
    ...rowsOf("1,000 orders", orderLines(units, { memoryOf, runOf: seen.order.runOf }), 0.26),
    { what: "1,000 page views, a third of each page", value: mean * thousand, unit: "$", budget: { atMost: 0.01 } },
    ...views.flatMap(({ name, lines }) => rowsOf(`1,000 views of a ${name} page`, lines, 0.01)),
    ...idleRows("a stage without traffic, a month", resources, 16),
    ...idleRows("the same without alarms and machine client", resourcesOf(trial), 3.5),
  ];
};
