import { aSku, location } from "../../support/store.ts";
import { changed } from "../provokers.ts";
import { type Operations, once } from "../scene.ts";

export const inventory: Operations = {
  requests: {
    receiveStock: async ({ store: { staff: token } }) => ({
      path: `/v1/stock/${aSku()}/receipts`,
      token,
      headers: once(),
      body: { locationId: location, quantity: 1 },
      otherwise: { body: { locationId: location, quantity: 2 } },
    }),
    getStock: async ({ store: { staff: token }, sku }) => ({ path: `/v1/stock/${sku}`, token }),
    listMovements: async ({ store: { staff: token }, sku }) => ({
      path: `/v1/stock/${sku}/movements`,
      token,
    }),
  },
  provokers: {
    "getStock stock.not_found": changed(() => ({ path: `/v1/stock/${aSku()}` })),
  },
};
