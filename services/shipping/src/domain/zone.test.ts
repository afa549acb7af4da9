import { fact } from "@millrace/contracts/define-event";
import { ZoneArchived, ZoneCreated, ZoneUpdated } from "@millrace/contracts/shipping";
import { Refusal } from "@millrace/kernel/errors";
import { describe, expect, it } from "vitest";
import { archive, create, replace, type Zone } from "./zone.ts";

const zoneId = "zon_01kaq3v8e0m4t6w8y0a2c4e6g8";
function minute(count: number) {
  return new Date(Date.UTC(2026, 10, 23, 9, count));
}
const van = {
  name: "Van",
  kind: "delivery" as const,
  rates: [{ amount: 490, currency: "EUR" }],
  taxClass: "standard",
  minDays: 1,
  maxDays: 3,
};
const spain = { name: "Spain", countries: [{ country: "ES" }] };
const draft = { ...spain, methods: [van, { ...van, name: "Bike" }] };
const methods = [
  { ...van, shippingMethodId: "shm_1" },
  { ...van, name: "Bike", shippingMethodId: "shm_2" },
];
const { state: active } = create(draft, { zoneId, methodIds: ["shm_1", "shm_2"] }, minute(0));
const { state: archived } = archive(active, 1, minute(1));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.declaration.code;
    throw error;
  }
  return "done";
}

describe("create", () => {
  it("given a draft, gives each method its id and tells all of the zone as its first fact", () => {
    expect(create(draft, { zoneId, methodIds: ["shm_1", "shm_2"] }, minute(0))).toEqual({
      state: {
        zoneId,
        ...spain,
        methods,
        status: "active",
        createdAt: "2026-11-23T09:00:00.000Z",
        updatedAt: "2026-11-23T09:00:00.000Z",
        version: 1,
      },
      fact: fact(ZoneCreated, zoneId, 1, { zoneId, ...spain, methods }),
    });
  });

  it("given a method that names an id, refuses", () => {
    const naming = { ...draft, methods: [{ ...van, shippingMethodId: "shm_1" }] };
    expect(codeOf(() => create(naming, { zoneId, methodIds: ["shm_2"] }, minute(0)))).toBe("shipping.method_not_found");
  });
});

describe("replace", () => {
  it("given a method that names its id, keeps it, whatever else of it changes, gives new ones an id, and tells all", () => {
    const countries = [{ country: "ES", regions: ["CN"] }];
    const wanted = [van, { ...van, name: "Cargo bike", shippingMethodId: "shm_2" }];
    const changed = {
      name: "Islands",
      countries,
      methods: [
        { ...van, shippingMethodId: "shm_3" },
        { ...van, name: "Cargo bike", shippingMethodId: "shm_2" },
      ],
    };
    const islands = { name: "Islands", countries, methods: wanted };
    expect(replace(active, islands, 1, ["shm_3", "shm_4"], minute(2))).toEqual({
      state: { ...active, ...changed, updatedAt: "2026-11-23T09:02:00.000Z", version: 2 },
      fact: fact(ZoneUpdated, zoneId, 2, { zoneId, ...changed }),
    });
  });

  it("given a method of another zone, refuses and names it", () => {
    const wanted = [van, { ...van, shippingMethodId: "shm_9" }];
    expect(() => replace(active, { ...draft, methods: wanted }, 1, ["shm_3", "shm_4"], minute(2))).toThrow(
      expect.objectContaining({
        details: { errors: [{ field: "body.methods.1.shippingMethodId", reason: "is no method of this zone" }] },
      }),
    );
  });
});

describe("archive", () => {
  it("given an active zone, ends it, keeps what it was, and tells its end", () => {
    expect(archive(active, 1, minute(1))).toEqual({
      state: { ...active, status: "archived", updatedAt: "2026-11-23T09:01:00.000Z", version: 2 },
      fact: fact(ZoneArchived, zoneId, 2, { zoneId }),
    });
  });
});

describe("a zone", () => {
  const commands = {
    replace: (zone: Zone, seen: number) => replace(zone, draft, seen, ["shm_3", "shm_4"], minute(3)),
    archive: (zone: Zone, seen: number) => archive(zone, seen, minute(3)),
  };

  it.each([
    ["active", "replace", active, "done"],
    ["active", "archive", active, "done"],
    ["archived", "replace", archived, "shipping.zone_archived"],
    ["archived", "archive", archived, "shipping.zone_archived"],
  ] as const)(
    "given that it is %s, answers %s with its rule, and refuses another version",
    (_, command, zone, outcome) => {
      expect(codeOf(() => commands[command](zone, zone.version))).toBe(outcome);
      for (const seen of [zone.version - 1, zone.version + 1]) {
        expect(codeOf(() => commands[command](zone, seen))).toBe("version.mismatch");
      }
    },
  );
});
