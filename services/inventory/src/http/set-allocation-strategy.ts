import { defineRoute } from "@millrace/contracts/define-route";
import { allocationStrategy } from "@millrace/contracts/inventory";
import * as z from "zod";
import { changeStrategy } from "../domain/location.ts";
import type { Ports } from "../ports.ts";
import { locationBookAnswer } from "./location-book-view.ts";
import { locationBook } from "./schemas.ts";

export const setAllocationStrategy = defineRoute(
  "PUT /v1/allocation-strategy",
  {
    summary: "Set how an order's units are chosen among locations.",
    rule: "stock:write",
    body: z.strictObject({ strategy: allocationStrategy }),
    answers: { 200: locationBook },
    ifMatch: "required",
  },
  async (request, { locationBooks, write }: Ports) => {
    const { state, fact } = changeStrategy(await locationBooks.getBook(), request.body.strategy, request.ifMatch);
    return write(request, fact, [locationBooks.changeBook(state)], locationBookAnswer(state));
  },
);
