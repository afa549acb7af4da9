import type { Operations } from "../scene.ts";

export const operations: Operations = {
  requests: {
    getOpenapi: async () => ({ path: "/v1/openapi.json" }),
    getDocs: async () => ({ path: "/docs" }),
  },
  provokers: {},
};
