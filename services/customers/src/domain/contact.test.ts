import { ContactCreated, ContactUpdated } from "@millrace/contracts/customers";
import { fact } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { createContact, replaceContact, viewOf } from "./contact.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-24T09:30:00.000Z");
const ids = { contactId: "con_01kaq3v8e0m4t6w8y0a2c4e6g8", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8" };
const ada = {
  email: "ada@example.org",
  name: "Ada Lovelace",
  address: { line1: "12 St James's Square", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
};
const { state: added } = createContact(ids, { ...ada, address: { ...ada.address, line2: "Attic" } }, at);

describe("createContact", () => {
  it("given an owner and their data, makes the contact and tells it as its first fact, without personal data", () => {
    const time = "2026-11-23T09:30:00.000Z";
    expect(createContact(ids, ada, at)).toEqual({
      state: { ...ids, ...ada, createdAt: time, updatedAt: time, version: 1 },
      fact: fact(ContactCreated, ids.contactId, 1, ids),
    });
  });
});

describe("replaceContact", () => {
  it("given a contact, replaces its data, keeps whose and how old it is, and tells it without personal data", () => {
    expect(replaceContact(added, { ...ada, name: "Ada King" }, 1, later)).toEqual({
      state: {
        ...ids,
        ...ada,
        name: "Ada King",
        createdAt: "2026-11-23T09:30:00.000Z",
        updatedAt: "2026-11-24T09:30:00.000Z",
        version: 2,
      },
      fact: fact(ContactUpdated, ids.contactId, 2, ids),
    });
  });

  it.each([0, 2])("given version 1, refuses whoever has seen version %i", (seen) => {
    expect(() => replaceContact(added, ada, seen, later)).toThrow("Version 1 of the contact is current.");
  });
});

describe("viewOf", () => {
  it("shows everything but the owner", () => {
    const { ownerId: _, ...rest } = added;
    expect(viewOf(added)).toEqual(rest);
  });
});
