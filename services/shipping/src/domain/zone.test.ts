import { Refusal } from "@millrace/kernel/errors";
import { describe, expect, it } from "vitest";
import { archiveZone, createZone, factOf, updateZone, type Zone } from "./zone.ts";

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
const draft = { name: "Spain", countries: [{ country: "ES" }], methods: [van, { ...van, name: "Bike" }] };
const active = createZone(draft, { zoneId, methodIds: ["shm_1", "shm_2"] }, minute(0));
const archived: Zone = archiveZone(active, 1, minute(1));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.declaration.code;
    throw error;
  }
  return "done";
}

describe("createZone", () => {
  it("gives each method its id", () => {
    expect(active).toEqual({
      zoneId,
      name: "Spain",
      countries: [{ country: "ES" }],
      methods: [
        { ...van, shippingMethodId: "shm_1" },
        { ...van, name: "Bike", shippingMethodId: "shm_2" },
      ],
      status: "active",
      createdAt: "2026-11-23T09:00:00.000Z",
      updatedAt: "2026-11-23T09:00:00.000Z",
      version: 1,
    });
  });
});

describe("updateZone", () => {
  it("keeps a method that names its id, whatever else of it changes, and gives new ones an id", () => {
    const methods = [van, { ...van, name: "Cargo bike", shippingMethodId: "shm_2" }];
    const updated = updateZone(active, { ...draft, name: "Iberia", methods }, 1, ["shm_3", "shm_4"], minute(2));
    expect(updated).toEqual({
      ...active,
      name: "Iberia",
      methods: [
        { ...van, shippingMethodId: "shm_3" },
        { ...van, name: "Cargo bike", shippingMethodId: "shm_2" },
      ],
      updatedAt: "2026-11-23T09:02:00.000Z",
      version: 2,
    });
  });

  it("refuses a method of another zone, naming it", () => {
    const methods = [van, { ...van, shippingMethodId: "shm_9" }];
    expect(() => updateZone(active, { ...draft, methods }, 1, ["shm_3", "shm_4"], minute(2))).toThrow(
      expect.objectContaining({
        details: { errors: [{ field: "body.methods.1.shippingMethodId", reason: "is no method of this zone" }] },
      }),
    );
  });
});

describe("a zone", () => {
  const commands = {
    update: (zone: Zone, seen: number | undefined) => updateZone(zone, draft, seen, ["shm_3", "shm_4"], minute(3)),
    archive: (zone: Zone, seen: number | undefined) => archiveZone(zone, seen, minute(3)),
  };

  it.each([
    ["active", "update", active, "done"],
    ["active", "archive", active, "done"],
    ["archived", "update", archived, "shipping.zone_archived"],
    ["archived", "archive", archived, "shipping.zone_archived"],
  ] as const)("that is %s answers %s with its rule", (_, command, zone, outcome) => {
    expect(codeOf(() => commands[command](zone, zone.version))).toBe(outcome);
    for (const seen of [undefined, zone.version - 1, zone.version + 1]) {
      expect(codeOf(() => commands[command](zone, seen))).toBe("version.mismatch");
    }
  });

  it("tells all of itself in a fact", () => {
    const { zoneId: id, name, countries, methods } = active;
    expect(factOf(active)).toEqual({ zoneId: id, name, countries, methods });
  });
});
