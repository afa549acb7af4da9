import type { Operations } from "../scene.ts";

export const operations: Operations = {
  requests: {
    getOpenapi: async () => ({ path: "/v1/openapi.json" }),
    getAsyncapi: async () => ({ path: "/v1/asyncapi.json" }),
    getDocs: async () => ({ path: "/docs" }),
    getEventDocs: async () => ({ path: "/docs/events" }),
  },
  provokers: {},
};
