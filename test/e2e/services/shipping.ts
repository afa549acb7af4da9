import { randomInt } from "node:crypto";
import { bodyOf } from "../../support/store.ts";
import { changed, inBody, nobodys, send, twice } from "../provokers.ts";
import { type Operations, once, type Provoke, type Scene, version } from "../scene.ts";

/** Countries in which no test buys anything. */
const countries = ["AD", "AI", "AX", "BM", "BQ", "CC", "CK", "CX", "FK", "GG", "GI", "GL", "IM", "IO", "JE", "KY"];
/** Where zones are as full as they may be. */
const crowded = "FO";

function aCountry(): string {
  return countries[randomInt(countries.length)] ?? "AD";
}
/** One of 46,656: no two zones of a run want the same. */
function aRegion(): string {
  return randomInt(36 ** 3)
    .toString(36)
    .padStart(3, "0")
    .toUpperCase();
}
function somewhere(country = aCountry()) {
  return [{ country, regions: [aRegion()] }];
}

const van = {
  name: "Van",
  kind: "delivery",
  rates: [{ amount: 490, currency: "EUR" }],
  minDays: 1,
  maxDays: 3,
};
function aZone(name = "Islands") {
  return { name, countries: somewhere(), methods: [van] };
}

/** Two such zones are more than one country holds. */
function heavyZone() {
  const bounds = { minWeightGrams: 100_000, maxWeightGrams: 900_000, minPrice: 100_000, maxPrice: 900_000 };
  const rates = Array.from({ length: 20 }, () => ({ amount: 100_000, currency: "EUR", ...bounds }));
  const methods = Array.from({ length: 10 }, () => ({ ...van, rates }));
  return { name: "Heavy", countries: somewhere(crowded), methods };
}

async function create({ store: { api, staff: token } }: Scene, body: object): Promise<string> {
  return bodyOf(await api("POST", "/v1/shipping-zones", { token, headers: once(), body }), 201).zoneId;
}

/** Fills the crowded country, unless an earlier test has. */
function crowd({ store: { api, staff: token } }: Scene) {
  return api("POST", "/v1/shipping-zones", { token, headers: once(), body: heavyZone() });
}

const whereItIsCrowded: Provoke = async (scene, route, good) => {
  await crowd(scene);
  return inBody(heavyZone)(scene, route, good);
};

const afterArchive: Provoke = async (scene, route, good) => {
  const request = await good();
  const { api, staff: token } = scene.store;
  const zone = request.path.replace(/\/archive$/, "");
  bodyOf(await api("POST", `${zone}/archive`, { token, headers: version(1) }), 200);
  return send(scene, route, { ...request, headers: version(2) });
};

export const shipping: Operations = {
  requests: {
    createZone: async ({ store: { staff: token } }) => ({
      path: "/v1/shipping-zones",
      token,
      body: aZone(),
      otherwise: { body: aZone("Mountains") },
    }),
    updateZone: async (scene) => ({
      path: `/v1/shipping-zones/${await create(scene, aZone())}`,
      token: scene.store.staff,
      headers: version(1),
      body: aZone("Valleys"),
      otherwise: { body: aZone("Mountains") },
    }),
    archiveZone: async (scene) => {
      const pathOf = (zoneId: string) => `/v1/shipping-zones/${zoneId}/archive`;
      const [one, two] = [await create(scene, aZone()), await create(scene, aZone())];
      return {
        path: pathOf(one),
        token: scene.store.staff,
        headers: version(1),
        otherwise: { path: pathOf(two) },
      };
    },
    getZone: async (scene) => ({
      path: `/v1/shipping-zones/${await create(scene, aZone())}`,
      token: scene.store.staff,
    }),
    listZones: async ({ store: { staff: token } }) => ({ path: "/v1/shipping-zones", token }),
    listShippingOptions: async () => ({
      path: "/v1/shipping-options?country=AD&currency=EUR&weightGrams=500&price=1990&items=1",
    }),
  },
  provokers: {
    "createZone shipping.region_taken": twice,
    "createZone shipping.coverage_too_large": whereItIsCrowded,
    "updateZone shipping.zone_not_found": nobodys,
    "updateZone shipping.method_not_found": inBody(() => ({
      methods: [{ ...van, shippingMethodId: `shm_${"0".repeat(26)}` }],
    })),
    "updateZone shipping.zone_archived": afterArchive,
    "updateZone shipping.region_taken": async (scene, route, good) => {
      const taken = aZone();
      await create(scene, taken);
      return inBody(() => ({ countries: taken.countries }))(scene, route, good);
    },
    "updateZone shipping.coverage_too_large": whereItIsCrowded,
    "archiveZone shipping.zone_not_found": nobodys,
    "archiveZone shipping.zone_archived": afterArchive,
    "getZone shipping.zone_not_found": nobodys,
    "listShippingOptions request.invalid": changed(({ path }) => ({ path: path.replace("AD", "XX") })),
  },
};
