import { randomUUID } from "node:crypto";
import { bodyOf } from "../../support/store.ts";
import { changed, nobodys, send } from "../provokers.ts";
import { type Operations, type Scene, version } from "../scene.ts";

/** A coupon's code no other test knows. */
function aCode(): string {
  return randomUUID().replaceAll("-", "").slice(0, 20).toUpperCase();
}

function draft(name: string, more: object = {}) {
  return {
    name,
    trigger: "coupon",
    effect: { kind: "percentage", rate: 100_000 },
    ...more,
  };
}

/** A promotion of ten percent off, for coupons. */
async function aPromotion({ store }: Pick<Scene, "store">, more: object = {}): Promise<string> {
  return bodyOf(await store.api("POST", "/v1/promotions", { token: store.staff, body: draft("Ten off", more) }), 201)
    .promotionId;
}

/** A coupon of a promotion of its own. */
export async function aCoupon(scene: Pick<Scene, "store">, more: object = {}): Promise<string> {
  const [promotionId, code] = [await aPromotion(scene, more), aCode()];
  const request = { token: scene.store.staff, headers: version(1), body: { codes: [code] } };
  bodyOf(await scene.store.api("POST", `/v1/promotions/${promotionId}/coupons`, request), 201);
  return code;
}

/** A promotion that is archived. */
async function archived({ store }: Scene): Promise<string> {
  const promotionId = await aPromotion({ store });
  const request = { token: store.staff, headers: version(1), body: { status: "archived" } };
  bodyOf(await store.api("PUT", `/v1/promotions/${promotionId}/status`, request), 200);
  return promotionId;
}

/** In a group that no customer is in, so that what applies by itself applies to nobody. */
const forNobody = { trigger: "automatic", conditions: { groups: ["nobody"] } };

/** Lets as many promotions be active as may be, but for one that is paused, gives its id, and archives them again. */
async function whenFull<Result>(scene: Scene, act: (pausedId: string) => Promise<Result>): Promise<Result> {
  const { store } = scene;
  const paused = await aPromotion(scene, { ...forNobody, status: "paused" });
  const added: string[] = [];
  for (;;) {
    const body = draft("One of many", forNobody);
    const answer = await store.api("POST", "/v1/promotions", { token: store.staff, body });
    if (answer.status !== 201) break;
    added.push(answer.json.promotionId);
  }
  const result = await act(paused);
  for (const promotionId of added) {
    const request = { token: store.staff, headers: version(1), body: { status: "archived" } };
    await store.api("PUT", `/v1/promotions/${promotionId}/status`, request);
  }
  return result;
}

export const promotions: Operations = {
  requests: {
    createPromotion: async ({ store: { staff: token } }) => ({
      path: "/v1/promotions",
      token,
      body: draft("Ten off"),
      otherwise: { body: draft("A tenth off") },
    }),
    updatePromotion: async (scene) => ({
      path: `/v1/promotions/${await aPromotion(scene)}`,
      token: scene.store.staff,
      headers: version(1),
      body: { name: "Now more", effect: { kind: "percentage", rate: 200_000 } },
      otherwise: { body: { name: "Now less" } },
    }),
    setPromotionStatus: async (scene) => ({
      path: `/v1/promotions/${await aPromotion(scene)}/status`,
      token: scene.store.staff,
      headers: version(1),
      body: { status: "paused" },
      otherwise: { body: { status: "archived" } },
    }),
    getPromotion: async (scene) => ({
      path: `/v1/promotions/${await aPromotion(scene)}`,
      token: scene.store.staff,
    }),
    listPromotions: async ({ store: { staff: token } }) => ({ path: "/v1/promotions", token }),
    addCoupons: async (scene) => ({
      path: `/v1/promotions/${await aPromotion(scene)}/coupons`,
      token: scene.store.staff,
      headers: version(1),
      body: { generate: 3, prefix: "E2E" },
      otherwise: { body: { generate: 2 } },
    }),
    listCoupons: async (scene) => ({
      path: `/v1/promotions/${await aPromotion(scene)}/coupons`,
      token: scene.store.staff,
    }),
    disableCoupon: async (scene) => ({
      path: `/v1/coupons/${await aCoupon(scene)}/disable`,
      token: scene.store.staff,
      otherwise: { path: `/v1/coupons/${await aCoupon(scene)}/disable` },
    }),
  },
  provokers: {
    "createPromotion promotion.board_full": (scene, route, good) =>
      whenFull(scene, async () => send(scene, route, { ...(await good()), body: draft("One more", forNobody) })),
    "setPromotionStatus promotion.board_full": (scene, route, good) =>
      whenFull(scene, async (promotionId) =>
        send(scene, route, {
          ...(await good()),
          path: `/v1/promotions/${promotionId}/status`,
          body: { status: "active" },
        }),
      ),
    "updatePromotion promotion.not_found": nobodys,
    "setPromotionStatus promotion.not_found": nobodys,
    "getPromotion promotion.not_found": nobodys,
    "addCoupons promotion.not_found": nobodys,
    "updatePromotion promotion.archived": async (scene, route, good) =>
      send(scene, route, { ...(await good()), path: `/v1/promotions/${await archived(scene)}`, headers: version(2) }),
    "setPromotionStatus promotion.archived": async (scene, route, good) =>
      send(scene, route, {
        ...(await good()),
        path: `/v1/promotions/${await archived(scene)}/status`,
        headers: version(2),
      }),
    "updatePromotion promotion.invalid": changed(() => ({
      body: { startsAt: "2026-12-02T00:00:00.000Z", endsAt: "2026-12-01T00:00:00.000Z" },
    })),
    "addCoupons promotion.has_no_coupons": async (scene, route, good) =>
      send(scene, route, {
        ...(await good()),
        path: `/v1/promotions/${await aPromotion(scene, { ...forNobody, status: "paused" })}/coupons`,
      }),
    "addCoupons promotion.code_taken": async (scene, route, good) =>
      send(scene, route, { ...(await good()), body: { codes: [await aCoupon(scene)] } }),
    "disableCoupon request.invalid": changed(() => ({ path: "/v1/coupons/a_b/disable" })),
    "disableCoupon promotion.coupon_not_found": changed(() => ({ path: `/v1/coupons/${aCode()}/disable` })),
  },
};
