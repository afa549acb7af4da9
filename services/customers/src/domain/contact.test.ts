import type { Caller } from "@millrace/kernel/caller";
import type { Refusal } from "@millrace/kernel/errors";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { addContact, correctContact, ownerOf, viewOf } from "./contact.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");
const ids = { contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8" };
const ada = {
  email: "ada@example.org",
  name: "Ada Lovelace",
  address: { line1: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
};

describe("addContact", () => {
  it("makes the contact at version 1", () => {
    const time = "2026-11-23T09:30:00.000Z";
    expect(addContact(ids, ada, at)).toEqual({ ...ids, ...ada, createdAt: time, updatedAt: time, version: 1 });
  });
});

describe("correctContact", () => {
  it("replaces the data and keeps whose and how old it is", () => {
    const contact = addContact(ids, { ...ada, address: { ...ada.address, line2: "Attic" } }, at);
    expect(correctContact(contact, { ...ada, name: "Ada King" }, 1, later)).toEqual({
      ...ids,
      ...ada,
      name: "Ada King",
      createdAt: "2026-11-23T09:30:00.000Z",
      updatedAt: "2026-11-24T09:30:00.000Z",
      version: 2,
    });
  });

  it.each([undefined, 0, 2])("refuses whoever has seen version %s", (seen) => {
    const decide = () => correctContact(addContact(ids, ada, at), ada, seen, later);
    expect(decide).toThrow(
      expect.objectContaining({ declaration: expect.objectContaining({ code: VersionMismatch.code }) }) as Refusal,
    );
  });
});

describe("viewOf", () => {
  it("shows everything but the owner", () => {
    const { ownerId, ...rest } = addContact(ids, ada, at);
    expect(viewOf({ ownerId, ...rest })).toEqual(rest);
  });
});

describe("ownerOf", () => {
  it.each<[Caller, string]>([
    [{ kind: "guest", ownerId: "gst_1" }, "gst_1"],
    [{ kind: "customer", ownerId: "cus_1", groups: ["admin"] }, "cus_1"],
  ])("names %s", (caller, ownerId) => {
    expect(ownerOf(caller)).toBe(ownerId);
  });

  it.each<Caller>([{ kind: "anonymous" }, { kind: "machine", clientId: "m", scopes: [] }])(
    "takes %s for a mistake of ours",
    (caller) => {
      expect(() => ownerOf(caller)).toThrow(TypeError);
    },
  );
});
