import type { Disturbance, OnItsWay } from "../faults.ts";
import type { InvokeOptions, InvokeResult } from "../ports.ts";

/** Asks the fault plan what befalls a delivery. */
export type Disturb = (delivery: OnItsWay) => Disturbance;

/** What a source sees of a delivery that never reached its function. */
export const lost: InvokeResult = {
  ok: false,
  failure: "crash",
  errorType: "DeliveryLost",
  errorMessage: "The delivery was lost on its way (fault plan).",
};

/** Lets an invocation run into its timeout at once, wherever it is by then. */
export const timedOut: Pick<InvokeOptions, "timeoutMilliseconds"> = { timeoutMilliseconds: 0 };
