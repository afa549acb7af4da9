import { aSku, currency, unitPrice } from "../../support/store.ts";
import { changed, nobodys, send, twice } from "../provokers.ts";
import { type Operations, type Scene, version } from "../scene.ts";

const aProduct = (name: string) => ({
  name,
  variants: [{ sku: aSku(), title: name, prices: [{ amount: unitPrice, currency }] }],
});

const publicProduct = async ({ store }: Scene): Promise<string> => {
  const { json } = await store.api("GET", "/v1/products?limit=1");
  return json.items[0].productId;
};

export const catalog: Operations = {
  requests: {
    createProduct: async ({ store: { staff: token } }) => ({
      path: "/v1/products",
      token,
      body: aProduct("Anchor"),
      otherwise: { body: aProduct("Buoy") },
    }),
    listProducts: async () => ({ path: "/v1/products" }),
    publishProduct: async ({ store }) => {
      const [one, two] = [await store.draft([aSku()]), await store.draft([aSku()])];
      const pathOf = ({ productId }: { readonly productId: string }) => `/v1/products/${productId}/publish`;
      return { path: pathOf(one), token: store.staff, headers: version(1), otherwise: { path: pathOf(two) } };
    },
    setPrices: async ({ store }) => {
      const sku = aSku();
      const { productId } = await store.draft([sku]);
      const pricesOf = (amount: number) => ({ prices: [{ amount, currency }] });
      return {
        path: `/v1/products/${productId}/variants/${sku}/prices`,
        token: store.staff,
        headers: version(1),
        body: pricesOf(100),
        otherwise: { body: pricesOf(200) },
      };
    },
    getProduct: async (scene) => ({ path: `/v1/products/${await publicProduct(scene)}` }),
    listDrafts: async ({ store: { staff: token } }) => ({ path: "/v1/drafts", token }),
    getDraft: async ({ store }) => {
      const { productId } = await store.draft([aSku()]);
      return { path: `/v1/drafts/${productId}`, token: store.staff };
    },
  },
  provokers: {
    "createProduct catalog.sku_taken": twice,
    "publishProduct catalog.product_not_found": nobodys,
    "publishProduct catalog.product_not_draft": async (scene, route, good) => {
      const request = await good();
      await send(scene, route, request);
      return send(scene, route, { ...request, headers: version(2) });
    },
    "setPrices catalog.product_not_found": nobodys,
    "setPrices catalog.variant_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
    "getProduct catalog.product_not_found": nobodys,
    "getDraft catalog.product_not_found": nobodys,
  },
};
