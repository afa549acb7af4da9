import type { Service } from "@millrace/contracts/define-service";
import type { Bus } from "./bus-stack.ts";
import type { Data } from "./data-stack.ts";
import type { Settings } from "./settings.ts";

/** What every service's stack stands on. */
export type Foundation = {
  readonly settings: Settings;
  /** All that are deployed together. */
  readonly services: readonly Service[];
  /** The folder with one bundle per function. */
  readonly bundles: string;
  readonly data: Data;
  readonly bus: Bus;
};
