import type { Operations } from "../scene.ts";

export const promotions: Operations = { requests: {}, provokers: {} };
