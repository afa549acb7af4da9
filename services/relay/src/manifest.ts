import { defineService } from "@millrace/contracts/define-service";
import { toldToCustomers } from "./domain/told-to-customers.ts";

/** Its functions have no routes and no reactions to tell of: they pass on whatever comes. */
export const relay = defineService("relay", {});

/** The facts that the rules of `relay-topics` match. */
export const noticedFacts = toldToCustomers;
