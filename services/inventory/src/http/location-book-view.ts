import { etag, ok } from "@millrace/contracts/define-route";
import type { LocationBook } from "../domain/location.ts";

/** The book as all routes about it answer. */
export function locationBookAnswer({ locations, strategy, version }: LocationBook) {
  return ok({ items: locations, strategy, version }, etag(version));
}
