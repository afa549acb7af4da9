import { changed } from "../provokers.ts";
import { type Operations, type Scene, version } from "../scene.ts";

/** A country in which no test buys anything. */
const path = "/v1/tax-rates/IS";
function rules(rate: number) {
  return {
    pricesInclude: true,
    rates: [{ name: "VSK", taxClass: "standard", rate }],
    regions: [],
  };
}
async function current({ store: { api, staff: token } }: Scene): Promise<number> {
  return (await api("GET", path, { token })).json.version;
}

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
