import { aSku, bodyOf, currency, location, type Store, unitPrice } from "../../support/store.ts";
import { changed, inBody, send } from "../provokers.ts";
import { type Operations, once, type Provoke, type Request, type Scene, version } from "../scene.ts";

/** A location that no SKU is sold from but those of these tests. */
export const second = "loc_second";
const nowhere = "loc_nowhere";
const main = { name: "Main", priority: 0, active: true };
/** As many as a shop may name. */
const maxLocations = 20;

async function book({ api, staff: token }: Store) {
  return bodyOf(await api("GET", "/v1/locations", { token }), 200);
}

/** Names a location unless it is named. Whoever changed the book in between was quicker: then once more. */
async function name(store: Store, locationId: string): Promise<void> {
  const { items, version: seen } = await book(store);
  if (items.some((known: { readonly locationId: string }) => known.locationId === locationId)) return;
  const body = locationId === location ? main : { ...main, name: "Another", priority: 1000 };
  const path = `/v1/locations/${locationId}`;
  const answer = await store.api("PUT", path, { token: store.staff, headers: version(seen), body });
  if (answer.status === 412) await name(store, locationId);
  else bodyOf(answer, 200);
}

/** Both locations of these tests. The main one stays where everything is sold from. */
export async function nameBoth(store: Store): Promise<void> {
  await name(store, location);
  await name(store, second);
}

/** A SKU of its own with five units. */
async function stocked(store: Store): Promise<string> {
  const sku = await store.unbooked();
  await store.receive(sku, 5);
  return sku;
}

/** The request about a SKU that no variant has. */
const unknown = changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) }));

/** The request about a kit. */
const ofKit: Provoke = async (scene, route, good) => {
  const { store } = scene;
  const [part, sku] = [await store.unbooked(), aSku()];
  const variant = { sku, title: "Kit", prices: [{ amount: unitPrice, currency }], parts: [{ sku: part, quantity: 2 }] };
  bodyOf(
    await store.api("POST", "/v1/products", { token: store.staff, body: { name: "Kit", variants: [variant] } }),
    201,
  );
  return changed(({ path }) => ({ path: path.replace(/T-[^/]+/, sku) }))(scene, route, good);
};

/** The request about a location that the shop does not name. */
function elsewhere(change: object): Provoke {
  return async (scene, route, good) => {
    await nameBoth(scene.store);
    return inBody(() => change)(scene, route, good);
  };
}

/** A count of fewer units than an order holds. */
const belowHeld: Provoke = async (scene, route, good) => {
  const { store, shopper } = scene;
  const sku = await store.sell(5);
  await store.buy(shopper, [{ sku, quantity: 2 }]);
  const request = await good();
  const path = `/v1/stock/${sku}/counts`;
  return send(scene, route, { ...request, path, body: { locationId: location, counted: 1 } });
};

/** Names as many locations as there may be, and one more. */
const untilFull: Provoke = async (scene, route, good) => {
  await nameBoth(scene.store);
  const { items } = await book(scene.store);
  for (let count = items.length; count < maxLocations; count += 1) await name(scene.store, `loc_full${count}`);
  return changed(() => ({ path: "/v1/locations/loc_more" }))(scene, route, good);
};

function post(what: string, body: object, otherwise: object) {
  return async ({ store }: Scene): Promise<Request> => ({
    path: `/v1/stock/${await stocked(store)}/${what}`,
    token: store.staff,
    headers: once(),
    body,
    otherwise: { body: { ...body, ...otherwise } },
  });
}

export const inventory: Operations = {
  requests: {
    receiveStock: async ({ store }) => ({
      path: `/v1/stock/${await store.unbooked()}/receipts`,
      token: store.staff,
      headers: once(),
      body: { locationId: location, quantity: 1 },
      otherwise: { body: { locationId: location, quantity: 2 } },
    }),
    adjustStock: post("adjustments", { locationId: location, quantity: -1, reason: "damaged" }, { quantity: -2 }),
    transferStock: async (scene) => {
      await nameBoth(scene.store);
      return post("transfers", { from: location, to: second, quantity: 1 }, { quantity: 2 })(scene);
    },
    countStock: post("counts", { locationId: location, counted: 4 }, { counted: 5 }),
    getStock: async ({ store: { staff: token }, sku }) => ({ path: `/v1/stock/${sku}`, token }),
    setStockSettings: async ({ store }) => ({
      path: `/v1/stock/${await store.unbooked()}/settings`,
      token: store.staff,
      headers: version(0),
      body: { policy: { kind: "backorder", limit: 10 }, lowAt: 3 },
      otherwise: { body: { policy: null, lowAt: 3 } },
    }),
    listMovements: async ({ store: { staff: token }, sku }) => ({
      path: `/v1/stock/${sku}/movements`,
      token,
    }),
    reconcileStock: post("reconciliation", { repair: false }, { repair: true }),
    listLocations: async ({ store: { staff: token } }) => ({ path: "/v1/locations", token }),
    putLocation: async ({ store }) => ({
      path: `/v1/locations/${location}`,
      token: store.staff,
      headers: version((await book(store)).version),
      body: main,
      otherwise: { body: { ...main, name: "Other" } },
    }),
    setAllocationStrategy: async ({ store }) => ({
      path: "/v1/allocation-strategy",
      token: store.staff,
      headers: version((await book(store)).version),
      body: { strategy: "priority" },
      otherwise: { body: { strategy: "fewest_parcels" } },
    }),
  },
  provokers: {
    "receiveStock stock.not_found": unknown,
    "receiveStock stock.kit_has_none": ofKit,
    "receiveStock location.not_found": elsewhere({ locationId: nowhere }),
    "adjustStock stock.not_found": unknown,
    "adjustStock stock.kit_has_none": ofKit,
    "adjustStock location.not_found": elsewhere({ locationId: nowhere }),
    "adjustStock stock.pieces_not_available": inBody(() => ({ quantity: -6 })),
    "transferStock stock.not_found": unknown,
    "transferStock stock.kit_has_none": ofKit,
    "transferStock location.not_found": elsewhere({ to: nowhere }),
    "transferStock stock.pieces_not_available": inBody(() => ({ quantity: 6 })),
    "countStock stock.not_found": unknown,
    "countStock stock.kit_has_none": ofKit,
    "countStock location.not_found": elsewhere({ locationId: nowhere }),
    "countStock stock.pieces_not_available": belowHeld,
    "getStock stock.not_found": unknown,
    "setStockSettings stock.not_found": unknown,
    "setStockSettings stock.kit_has_none": ofKit,
    "listMovements stock.not_found": unknown,
    "reconcileStock stock.not_found": unknown,
    "putLocation location.book_full": untilFull,
  },
};
