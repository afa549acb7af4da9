import * as z from "zod";
import { distinct } from "./catalog.ts";

/** What a shop sorts its customers by, so that price lists and promotions can be for some of them. */
const customerGroup = z
  .string()
  .max(30)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "is not a group: lower-case words, joined by hyphens")
  .meta({ example: "trade" });

const maxGroups = 20;

export const customerGroups = z.array(customerGroup).max(maxGroups).refine(distinct, "names a group twice");
