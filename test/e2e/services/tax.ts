import type { Operations } from "../scene.ts";

export const tax: Operations = { requests: {}, provokers: {} };
