import type { Operations } from "../scene.ts";

export const tracking: Operations = {
  requests: {
    createTrackingTicket: async ({ shopper: { token } }) => ({ path: "/v1/tracking-tickets", token }),
  },
  provokers: {},
};
