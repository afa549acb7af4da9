import type { Operations } from "../scene.ts";

export const shipping: Operations = { requests: {}, provokers: {} };
