import { randomUUID } from "node:crypto";
import { aSku, bodyOf, currency, unitPrice } from "../../support/store.ts";
import { changed, inBody, nobodys, send, twice } from "../provokers.ts";
import { type Operations, once, type Provoke, type Request, type Scene, version } from "../scene.ts";

function aVariant(sku = aSku()) {
  return { sku, title: "Piece", prices: [{ amount: unitPrice, currency }] };
}

function aProduct(name: string) {
  return { name, variants: [aVariant()] };
}

function aSlug() {
  return `slug-${randomUUID()}`;
}

function aRow(name: string) {
  return {
    slug: aSlug(),
    name,
    sku: aSku(),
    title: name,
    prices: [{ amount: unitPrice, currency }],
  };
}

async function publicProduct({ store }: Scene) {
  return (await store.api("GET", "/v1/products?limit=1")).json.items[0];
}

/** A new draft, and a request that changes it. */
async function ofDraft(
  { store }: Scene,
  to: string,
  request: Pick<Request, "body" | "otherwise"> = {},
): Promise<Request> {
  const { productId } = await store.draft([aSku()]);
  return { path: `/v1/products/${productId}${to}`, token: store.staff, headers: version(1), ...request };
}

/** The same with a variant of the draft. */
async function ofVariant({ store }: Scene, to: string, request: Pick<Request, "body" | "otherwise">): Promise<Request> {
  const sku = aSku();
  const { productId } = await store.draft([sku]);
  const path = `/v1/products/${productId}/variants/${sku}${to}`;
  return { path, token: store.staff, headers: version(1), ...request };
}

/** A command on a draft without a body; another draft is another meaning. */
async function commandOnDraft(scene: Scene, to: string): Promise<Request> {
  const [one, other] = [await ofDraft(scene, to), await ofDraft(scene, to)];
  return { ...one, otherwise: { path: other.path } };
}

async function aCategory({ store }: Scene, parentId?: string): Promise<string> {
  const body = { name: "Rigging", ...(parentId === undefined ? {} : { parentId }) };
  return bodyOf(await store.api("POST", "/v1/categories", { token: store.staff, body }), 201).categoryId;
}

/** A category as deep as one can be. */
async function deepest(scene: Scene): Promise<string> {
  let categoryId = await aCategory(scene);
  for (let depth = 2; depth <= 5; depth += 1) categoryId = await aCategory(scene, categoryId);
  return categoryId;
}

const nowhere = `cat_${"0".repeat(26)}`;

/** The good request about a product that was archived in between. */
const onceArchived: Provoke = async (scene, route, good) => {
  const request = await good();
  const [product] = /\/v1\/products\/prd_\w+/.exec(request.path) ?? [];
  const { staff: token } = scene.store;
  bodyOf(await scene.store.api("POST", `${product}/archive`, { token, headers: version(1) }), 200);
  return send(scene, route, { ...request, headers: version(2) });
};

/** The good request, that another product has been given the SKU of. */
const ofTakenSku: Provoke = async (scene, route, good) => {
  const request = await good();
  await scene.store.draft([(request.body as { readonly sku: string }).sku]);
  return send(scene, route, request);
};

/** The good request, that another product has been given the slug of. */
function ofTakenSlug(bodyWith: (slug: string) => object): Provoke {
  return async (scene, route, good) => {
    const slug = aSlug();
    const body = { ...aProduct("Cleat"), slug };
    bodyOf(await scene.store.api("POST", "/v1/products", { token: scene.store.staff, body }), 201);
    return send(scene, route, { ...(await good()), body: bodyWith(slug) });
  };
}

const unknownPart = { parts: [{ sku: "NOBODY-HAS-THIS", quantity: 1 }] };

/** The good request with other fields in its body, which are made for it. */
function inBodyMade(change: (scene: Scene, request: Request) => Promise<object>): Provoke {
  return async (scene, route, good) => {
    const request = await good();
    return send(scene, route, { ...request, body: { ...Object(request.body), ...(await change(scene, request)) } });
  };
}

function categoryOf({ path }: Request): string {
  return /(cat_\w+)/.exec(path)?.[1] ?? "";
}

export const catalog: Operations = {
  requests: {
    createProduct: async ({ store: { staff: token } }) => ({
      path: "/v1/products",
      token,
      body: aProduct("Anchor"),
      otherwise: { body: aProduct("Buoy") },
    }),
    updateProduct: (scene) => ofDraft(scene, "", { body: { name: "Cleat" }, otherwise: { body: { name: "Block" } } }),
    publishProduct: (scene) => commandOnDraft(scene, "/publish"),
    archiveProduct: (scene) => commandOnDraft(scene, "/archive"),
    addVariant: (scene) => ofDraft(scene, "/variants", { body: aVariant(), otherwise: { body: aVariant() } }),
    updateVariant: (scene) =>
      ofVariant(scene, "", { body: { title: "Large" }, otherwise: { body: { title: "Small" } } }),
    setPrices: (scene) => {
      const pricesOf = (amount: number) => ({ prices: [{ amount, currency }] });
      return ofVariant(scene, "/prices", { body: pricesOf(100), otherwise: { body: pricesOf(200) } });
    },
    listProducts: async () => ({ path: "/v1/products" }),
    listProductsByName: async () => ({ path: "/v1/products/by-name?prefix=te" }),
    getProduct: async (scene) => ({ path: `/v1/products/${(await publicProduct(scene)).productId}` }),
    getProductBySku: async ({ sku }) => ({ path: `/v1/skus/${sku}/product` }),
    getProductBySlug: async (scene) => ({ path: `/v1/slugs/${(await publicProduct(scene)).slug}/product` }),
    listDrafts: async ({ store: { staff: token } }) => ({ path: "/v1/drafts", token }),
    getDraft: async ({ store }) => {
      const { productId } = await store.draft([aSku()]);
      return { path: `/v1/drafts/${productId}`, token: store.staff };
    },
    createCategory: async ({ store: { staff: token } }) => ({
      path: "/v1/categories",
      token,
      body: { name: "Ropes" },
      otherwise: { body: { name: "Knots" } },
    }),
    updateCategory: async (scene) => ({
      path: `/v1/categories/${await aCategory(scene)}`,
      token: scene.store.staff,
      headers: version(1),
      body: { name: "Ropes" },
      otherwise: { body: { name: "Knots" } },
    }),
    archiveCategory: async (scene) => ({
      path: `/v1/categories/${await aCategory(scene)}/archive`,
      token: scene.store.staff,
      headers: version(1),
      otherwise: { path: `/v1/categories/${await aCategory(scene)}/archive` },
    }),
    importProducts: async ({ store: { staff: token } }) => ({
      path: "/v1/products/import",
      token,
      headers: once(),
      body: { rows: [aRow("Fender")] },
      otherwise: { body: { rows: [aRow("Winch")] } },
    }),
    exportProducts: async ({ store: { staff: token } }) => ({ path: "/v1/products/export", token }),
    listCategories: async () => ({ path: "/v1/categories" }),
    listCategoryProducts: async (scene) => ({ path: `/v1/categories/${await aCategory(scene)}/products` }),
  },
  provokers: {
    "createProduct catalog.sku_taken": twice,
    "createProduct catalog.slug_taken": ofTakenSlug((slug) => ({ ...aProduct("Cleat"), slug })),
    "createProduct catalog.kit_invalid": inBody(() => ({ variants: [{ ...aVariant(), ...unknownPart }] })),
    "createProduct catalog.options_taken": inBody(() => ({
      variants: [
        { ...aVariant(), options: { color: "blue", size: "M" } },
        { ...aVariant(), options: { size: "M", color: "blue" } },
      ],
    })),
    "createProduct catalog.category_unknown": inBody(() => ({ categoryIds: [nowhere] })),
    "updateProduct catalog.product_not_found": nobodys,
    "updateProduct catalog.product_archived": onceArchived,
    "updateProduct catalog.slug_taken": ofTakenSlug((slug) => ({ slug })),
    "updateProduct catalog.category_unknown": inBody(() => ({ categoryIds: [nowhere] })),
    "publishProduct catalog.product_not_found": nobodys,
    "publishProduct catalog.product_not_draft": async (scene, route, good) => {
      const request = await good();
      await send(scene, route, request);
      return send(scene, route, { ...request, headers: version(2) });
    },
    "archiveProduct catalog.product_not_found": nobodys,
    "archiveProduct catalog.product_archived": onceArchived,
    "addVariant catalog.product_not_found": nobodys,
    "addVariant catalog.product_archived": onceArchived,
    "addVariant catalog.sku_taken": ofTakenSku,
    "addVariant catalog.kit_invalid": inBody(() => unknownPart),
    "addVariant catalog.options_taken": async (scene, route, good) => {
      const options = { color: "blue", size: "M" };
      const body = { name: "Cleat", variants: [{ ...aVariant(), options }] };
      const { store } = scene;
      const { productId } = bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201);
      const { body: variant, ...request } = await good();
      const path = `/v1/products/${productId}/variants`;
      return send(scene, route, { ...request, path, body: { ...Object(variant), options } });
    },
    "addVariant catalog.variants_full": async (scene, route, good) => {
      const { productId } = await scene.store.draft(Array.from({ length: 40 }, aSku));
      return send(scene, route, { ...(await good()), path: `/v1/products/${productId}/variants` });
    },
    "updateVariant catalog.product_not_found": nobodys,
    "updateVariant catalog.product_archived": onceArchived,
    "updateVariant catalog.variant_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
    "updateVariant catalog.options_taken": async (scene, route, good) => {
      const options = { color: "blue", size: "M" };
      const [one, other] = [{ ...aVariant(), options }, aVariant()];
      const { store } = scene;
      const body = { name: "Cleat", variants: [one, other] };
      const { productId } = bodyOf(await store.api("POST", "/v1/products", { token: store.staff, body }), 201);
      const path = `/v1/products/${productId}/variants/${other.sku}`;
      return send(scene, route, { ...(await good()), path, body: { options: { size: "M", color: "blue" } } });
    },
    "setPrices catalog.product_not_found": nobodys,
    "setPrices catalog.product_archived": onceArchived,
    "setPrices catalog.variant_not_found": changed(({ path }) => ({ path: path.replace(/T-[^/]+/, aSku()) })),
    "listProductsByName request.invalid": changed(() => ({ path: "/v1/products/by-name?prefix=t" })),
    "listProductsByName cursor.invalid": changed(({ path }) => ({ path: `${path}&cursor=${"A".repeat(40)}` })),
    "getProduct catalog.product_not_found": nobodys,
    "getProductBySku catalog.product_not_found": changed(() => ({ path: "/v1/skus/NOBODY-HAS-THIS/product" })),
    "getProductBySlug request.invalid": changed(() => ({ path: "/v1/slugs/No-Slug/product" })),
    "getProductBySlug catalog.product_not_found": changed(() => ({ path: "/v1/slugs/nobody-has-this/product" })),
    "getDraft catalog.product_not_found": nobodys,
    "createCategory catalog.category_unknown": inBody(() => ({ parentId: nowhere })),
    "createCategory catalog.tree_full": inBodyMade(async (scene) => ({ parentId: await deepest(scene) })),
    "updateCategory catalog.category_not_found": nobodys,
    "updateCategory catalog.category_unknown": inBody(() => ({ parentId: nowhere })),
    "updateCategory catalog.tree_full": inBodyMade(async (scene) => ({ parentId: await deepest(scene) })),
    "updateCategory catalog.category_cycle": inBodyMade(async (scene, request) => ({
      parentId: await aCategory(scene, categoryOf(request)),
    })),
    "archiveCategory catalog.category_not_found": nobodys,
    "archiveCategory catalog.category_not_empty": async (scene, route, good) => {
      const request = await good();
      await aCategory(scene, categoryOf(request));
      return send(scene, route, request);
    },
  },
};
