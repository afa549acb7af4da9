import { describe, expect, it } from "vitest";
import { type House, openedFor, openedForRoute, openedInside } from "./opened-files.ts";
import { sourceOf } from "./source.ts";

const place = "services/orders/src/http/place.ts";

const texts: Readonly<Record<string, string>> = {
  [place]: `
    import { defineRoute } from "@millrace/contracts/define-route";
    import { OrderPlaced } from "@millrace/contracts/orders";
    import * as carts from "@millrace/carts/doors";
    import * as z from "zod";
    import { placed } from "../domain/order.ts";
    import type { View } from "./view.ts";
    import type { Ports } from "../env.ts";
    export const place = defineRoute({}, ({ orders, now }: Ports) => async () => placed());`,
  "services/orders/src/domain/order.ts": `export const placed = () => 1;`,
  "services/orders/src/http/view.ts": `export type View = string;`,
  "services/orders/src/env.ts": `
    import { createOrders } from "./data/orders.ts";
    import { createReturns } from "./data/returns.ts";
    export const ports = { orders: createOrders(), returns: createReturns(), now };
    export type Ports = typeof ports;`,
  "services/orders/src/data/orders.ts": `
    import { orderEntity } from "./order.entity.ts";
    export const createOrders = () => orderEntity;`,
  "services/orders/src/data/order.entity.ts": `export const orderEntity = 1;`,
  "services/orders/src/data/returns.ts": `export const createReturns = () => 1;`,
  "services/carts/src/doors.ts": `import { close } from "./data/carts.ts";`,
  "services/carts/src/data/carts.ts": `export const close = 1;`,
  "shared/contracts/src/define-route.ts": `import { id } from "./values.ts";`,
  "shared/contracts/src/values.ts": `export const id = 1;`,
  "shared/contracts/src/orders.ts": `import { id } from "./values.ts";`,
};

const house: House = {
  sources: new Map(Object.entries(texts).map(([path, text]) => [path, sourceOf(path, text)])),
  workspaces: [
    { name: "@millrace/carts", folder: "services/carts", exports: { "./doors": "./src/doors.ts" } },
    { name: "@millrace/contracts", folder: "shared/contracts", exports: { "./*": "./src/*.ts" } },
  ],
};

describe("what a reader opens for a route", () => {
  it("is all that its values come from, without the framework", () => {
    const { files, folders } = openedFor(place, house);
    expect(files.toSorted()).toEqual([
      "services/carts/src/data/carts.ts",
      "services/carts/src/doors.ts",
      "services/orders/src/domain/order.ts",
      place,
      "shared/contracts/src/orders.ts",
    ]);
    expect(folders).toBe(5);
  });

  it("is what its types come from too, but for its service's ports", () => {
    const { files } = openedForRoute(place, house);
    expect(files).toContain("services/orders/src/http/view.ts");
    expect(files).not.toContain("services/orders/src/env.ts");
    expect(files).toHaveLength(6);
  });

  it("is, trusting doors, what lies in its own service, with the ports it uses and without their tables", () => {
    const { files, folders } = openedInside(place, house);
    expect(files.toSorted()).toEqual([
      "services/orders/src/data/orders.ts",
      "services/orders/src/domain/order.ts",
      place,
    ]);
    expect(folders).toBe(3);
  });
});
