import { aSku, bodyOf, currency, type Store } from "../../support/store.ts";
import { changed, inBody, nobodys, send, twice } from "../provokers.ts";
import { type Operations, type Provoke, type Request, type Scene, version } from "../scene.ts";

const sale = { name: "Sale", kind: "sale" };
function pricesOf(amount: number) {
  return [{ amount, currency }];
}

async function book({ api, staff: token }: Store) {
  return bodyOf(await api("GET", "/v1/price-lists", { token }), 200);
}

/** A new price list. Whoever changed the book in between was quicker: then once more. */
async function newList(store: Store): Promise<string> {
  const headers = version((await book(store)).version);
  const answer = await store.api("POST", "/v1/price-lists", { token: store.staff, headers, body: sale });
  return answer.status === 412 ? newList(store) : bodyOf(answer, 201).priceListId;
}

/** A price list; the requests share one, because a shop has few. */
async function someList(store: Store): Promise<string> {
  return (await book(store)).items[0]?.priceListId ?? newList(store);
}

async function dropList(store: Store, priceListId: string): Promise<void> {
  const headers = version((await book(store)).version);
  bodyOf(await store.api("DELETE", `/v1/price-lists/${priceListId}`, { token: store.staff, headers }), 200);
}

function pricesIn(priceListId: string) {
  return `/v1/price-lists/${priceListId}/prices`;
}

/** The list's prices as they were last changed. */
async function pricesVersion({ api, staff: token }: Store, priceListId: string) {
  return version(bodyOf(await api("GET", pricesIn(priceListId), { token }), 200).version);
}

async function setPrices(store: Store, priceListId: string, sku: string, prices: unknown): Promise<void> {
  const headers = await pricesVersion(store, priceListId);
  const path = `${pricesIn(priceListId)}/${sku}`;
  const answer = await store.api("PUT", path, { token: store.staff, headers, body: { prices } });
  if (answer.status === 412) await setPrices(store, priceListId, sku, prices);
  else bodyOf(answer, 200);
}

async function draftedSku(store: Store): Promise<string> {
  const sku = aSku();
  await store.draft([sku]);
  return sku;
}

/** Adds lists until the book is full, and takes them out again. */
const untilFull: Provoke = async (scene, route, good) => {
  const made: string[] = [];
  for (;;) {
    const answer = await send(scene, route, await good());
    if (answer.status === 201) made.push(answer.json.priceListId);
    else {
      for (const priceListId of made) await dropList(scene.store, priceListId);
      return answer;
    }
  }
};

/** Sends the good request about a SKU that five lists have filled, and a sixth list. */
function forFullSku(change: (path: string, sku: string) => Partial<Request>): Provoke {
  return async (scene, route, good) => {
    const { store } = scene;
    const sku = await draftedSku(store);
    const twenty = Array.from({ length: 20 }, (_, count) => ({ amount: 100, currency, minQuantity: count + 1 }));
    const full: string[] = [];
    for (let count = 0; count < 5; count += 1) full.push(await newList(store));
    for (const priceListId of full) await setPrices(store, priceListId, sku, twenty);
    const last = await newList(store);
    const request = { ...(await good()), ...change(pricesIn(last), sku), headers: version(0) };
    const answer = await send(scene, route, request);
    for (const priceListId of [...full, last]) await dropList(store, priceListId);
    return answer;
  };
}

const emptyWindow = inBody(() => ({ startsAt: "2026-12-01T00:00:00.000Z", endsAt: "2026-12-01T00:00:00.000Z" }));
const ofUnknownSku = changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) }));

async function changing({ store }: Scene) {
  const priceListId = await someList(store);
  return { priceListId, token: store.staff, headers: await pricesVersion(store, priceListId) };
}

export const priceLists: Operations = {
  requests: {
    createPriceList: async ({ store }) => ({
      path: "/v1/price-lists",
      token: store.staff,
      headers: version((await book(store)).version),
      body: sale,
      otherwise: { body: { ...sale, kind: "override" } },
    }),
    updatePriceList: async ({ store }) => ({
      path: `/v1/price-lists/${await someList(store)}`,
      token: store.staff,
      headers: version((await book(store)).version),
      body: { status: "paused" },
      otherwise: { body: { status: "active" } },
    }),
    removePriceList: async ({ store }) => ({
      path: `/v1/price-lists/${await newList(store)}`,
      token: store.staff,
      headers: version((await book(store)).version),
      otherwise: { path: `/v1/price-lists/${await someList(store)}` },
    }),
    listPriceLists: async ({ store: { staff: token } }) => ({ path: "/v1/price-lists", token }),
    getPriceList: async ({ store }) => ({ path: `/v1/price-lists/${await someList(store)}`, token: store.staff }),
    setListPrices: async (scene) => {
      const { priceListId, ...rest } = await changing(scene);
      return {
        ...rest,
        path: `${pricesIn(priceListId)}/${await draftedSku(scene.store)}`,
        body: { prices: pricesOf(100) },
        otherwise: { body: { prices: pricesOf(200) } },
      };
    },
    setManyListPrices: async (scene) => {
      const { priceListId, ...rest } = await changing(scene);
      const sku = await draftedSku(scene.store);
      return {
        ...rest,
        path: pricesIn(priceListId),
        body: { items: [{ sku, prices: pricesOf(100) }] },
        otherwise: { body: { items: [{ sku, prices: pricesOf(200) }] } },
      };
    },
    removeListPrices: async (scene) => {
      const { store } = scene;
      const sku = await draftedSku(store);
      await setPrices(store, await someList(store), sku, pricesOf(100));
      const { priceListId, ...rest } = await changing(scene);
      return {
        ...rest,
        path: `${pricesIn(priceListId)}/${sku}`,
        otherwise: { path: `${pricesIn(priceListId)}/${aSku()}` },
      };
    },
    listListPrices: async ({ store }) => ({ path: pricesIn(await someList(store)), token: store.staff }),
  },
  provokers: {
    "createPriceList price_list.book_full": untilFull,
    "createPriceList price_list.window_empty": emptyWindow,
    "updatePriceList price_list.not_found": nobodys,
    "updatePriceList price_list.window_empty": emptyWindow,
    "removePriceList price_list.not_found": nobodys,
    "getPriceList price_list.not_found": nobodys,
    "setListPrices price_list.not_found": nobodys,
    "setListPrices catalog.sku_not_found": ofUnknownSku,
    "setListPrices price_list.too_many_prices": forFullSku((path, sku) => ({ path: `${path}/${sku}` })),
    "setManyListPrices price_list.not_found": nobodys,
    "setManyListPrices catalog.sku_not_found": inBody(() => ({ items: [{ sku: aSku(), prices: pricesOf(100) }] })),
    "setManyListPrices price_list.too_many_prices": forFullSku((path, sku) => ({
      path,
      body: { items: [{ sku, prices: pricesOf(100) }] },
    })),
    "removeListPrices price_list.not_found": nobodys,
    "removeListPrices catalog.sku_not_found": ofUnknownSku,
    "removeListPrices price_list.prices_not_found": twice,
    "listListPrices price_list.not_found": nobodys,
  },
};
