import { carts } from "@millrace/carts/manifest";
import { expect, it } from "vitest";
import { checkout } from "./checkout.ts";

it("reads through every door that a cart is shown through, so that what is shown is what is charged", () => {
  expect(checkout.doors).toMatchObject({ ...carts.routes["getCart"]?.doors });
});
