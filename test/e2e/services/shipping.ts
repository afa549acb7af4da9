import { randomInt } from "node:crypto";
import { iso31662 } from "iso-3166";
import { bodyOf } from "../../support/store.ts";
import { changed, inBody, nobodys, send, twice } from "../provokers.ts";
import { type Operations, once, type Provoke, type Scene, version } from "../scene.ts";

/** Countries in which no test buys anything, and which have hundreds of regions. */
const countries = ["BG", "DO", "DZ", "LV", "MD", "MK", "PH", "RU", "TH", "TR", "UG", "VN"];
/** Where zones are as full as they may be. */
const crowded = "SI";

function regionsIn(wanted: readonly string[]) {
  const parts = iso31662.map(({ code }) => ({ country: code.slice(0, 2), region: code.slice(3) }));
  return parts.filter(({ country }) => wanted.includes(country));
}
const wholes = new Set(iso31662.map(({ parent }) => parent));
/** Those without parts: a zone of a part leaves open what holds in the whole. */
const regions = regionsIn(countries).filter(({ country, region }) => !wholes.has(`${country}-${region}`));

function optionsIn({ country, region }: { readonly country: string; readonly region: string }): string {
  return `/v1/shipping-options?country=${country}&region=${region}&currency=EUR&weightGrams=500&price=1990&items=1`;
}

/** A region that no zone has yet. */
async function somewhere({ store: { api } }: Scene) {
  for (;;) {
    const place = regions[randomInt(regions.length)];
    if (place === undefined) throw new Error("There are no regions.");
    const { items } = bodyOf(await api("GET", optionsIn(place)), 200);
    if (items.length === 0) return [{ country: place.country, regions: [place.region] }];
  }
}

const van = {
  name: "Van",
  kind: "delivery",
  rates: [{ amount: 490, currency: "EUR" }],
  minDays: 1,
  maxDays: 3,
};
async function aZone(scene: Scene, name = "Islands") {
  return { name, countries: await somewhere(scene), methods: [van] };
}

/** Two such zones are more than one country holds. */
function heavyZone(place = 0) {
  const bounds = { minWeightGrams: 100_000, maxWeightGrams: 900_000, minPrice: 100_000, maxPrice: 900_000 };
  const rates = Array.from({ length: 20 }, () => ({ amount: 100_000, currency: "EUR", ...bounds }));
  const methods = Array.from({ length: 10 }, () => ({ ...van, rates }));
  const regions = regionsIn([crowded])
    .slice(place, place + 1)
    .map(({ region }) => region);
  return { name: "Heavy", countries: [{ country: crowded, regions }], methods };
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
  return inBody(() => heavyZone(1))(scene, route, good);
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
    createZone: async (scene) => ({
      path: "/v1/shipping-zones",
      token: scene.store.staff,
      body: await aZone(scene),
      otherwise: { body: await aZone(scene, "Mountains") },
    }),
    updateZone: async (scene) => ({
      path: `/v1/shipping-zones/${await create(scene, await aZone(scene))}`,
      token: scene.store.staff,
      headers: version(1),
      body: await aZone(scene, "Valleys"),
      otherwise: { body: await aZone(scene, "Mountains") },
    }),
    archiveZone: async (scene) => {
      const pathOf = (zoneId: string) => `/v1/shipping-zones/${zoneId}/archive`;
      const [one, two] = [await create(scene, await aZone(scene)), await create(scene, await aZone(scene))];
      return {
        path: pathOf(one),
        token: scene.store.staff,
        headers: version(1),
        otherwise: { path: pathOf(two) },
      };
    },
    getZone: async (scene) => ({
      path: `/v1/shipping-zones/${await create(scene, await aZone(scene))}`,
      token: scene.store.staff,
    }),
    listZones: async ({ store: { staff: token } }) => ({ path: "/v1/shipping-zones", token }),
    listShippingOptions: async () => ({ path: optionsIn({ country: "AD", region: "02" }) }),
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
      const taken = await aZone(scene);
      await create(scene, taken);
      return inBody(() => ({ countries: taken.countries }))(scene, route, good);
    },
    "updateZone shipping.coverage_too_large": whereItIsCrowded,
    "archiveZone shipping.zone_not_found": nobodys,
    "archiveZone shipping.zone_archived": afterArchive,
    "getZone shipping.zone_not_found": nobodys,
    "listShippingOptions request.invalid": changed(({ path }) => ({ path: path.replace("AD", "XX") })),
    "listShippingOptions region.required": async (scene, route, good) => {
      const zone = await aZone(scene);
      await create(scene, zone);
      const [{ country = "" } = {}] = zone.countries;
      const wherever = changed(({ path }) => ({ path: path.replace("AD&region=02", country) }));
      return wherever(scene, route, good);
    },
  },
};
