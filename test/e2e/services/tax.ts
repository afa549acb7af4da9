import { changed } from "../provokers.ts";
import { type Operations, type Scene, version } from "../scene.ts";

/** A country in which no test buys anything. */
const path = "/v1/tax-rates/IS";
const rules = (rate: number) => ({
  pricesInclude: true,
  rates: [{ name: "VSK", taxClass: "standard", rate }],
  regions: [],
});
const current = async ({ store: { api, staff: token } }: Scene): Promise<number> =>
  (await api("GET", path, { token })).json.version;

const inNoCountry = changed(() => ({ path: "/v1/tax-rates/XX" }));

export const tax: Operations = {
  requests: {
    putTaxRates: async (scene) => ({
      path,
      token: scene.store.staff,
      headers: version(await current(scene)),
      body: rules(240_000),
      otherwise: { body: rules(110_000) },
    }),
    getTaxRates: async ({ store: { staff: token } }) => ({ path, token }),
    listTaxRates: async ({ store: { staff: token } }) => ({ path: "/v1/tax-rates", token }),
  },
  provokers: {
    "putTaxRates request.invalid": inNoCountry,
    "putTaxRates version.mismatch": changed(() => ({ headers: version(999_999_999) })),
    "getTaxRates request.invalid": inNoCountry,
  },
};
