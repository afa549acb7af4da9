import { defineRoute } from "@millrace/contracts/define-route";
import { locationFields } from "@millrace/contracts/inventory";
import { isRegion } from "@millrace/kernel/regions";
import * as z from "zod";
import { LocationBookFull, updateLocation } from "../domain/location.ts";
import type { Ports } from "../ports.ts";
import { locationBookAnswer } from "./location-book-view.ts";
import { locationBook } from "./schemas.ts";

/** Once a shop names a location, stock comes to named locations only, and is sold from active ones only. */
export const putLocation = defineRoute(
  "PUT /v1/locations/{locationId}",
  {
    summary: "Name a location, or change it; one that is not active keeps its stock and sells nothing.",
    rule: "stock:write",
    body: z
      .strictObject(locationFields)
      .refine(({ country, region }) => region === undefined || (country !== undefined && isRegion(country, region)), {
        path: ["region"],
        message: "is no region of the location's country in ISO 3166-2",
      }),
    answers: { 200: locationBook },
    refusals: [LocationBookFull],
    ifMatch: "required",
  },
  async (request, { locationBooks, write }: Ports) => {
    const location = { ...request.params, ...request.body };
    const { state, fact } = updateLocation(await locationBooks.getBook(), location, request.ifMatch);
    return write(request, fact, [locationBooks.changeBook(state)], locationBookAnswer(state));
  },
);
