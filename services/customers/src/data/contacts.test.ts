import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { createContact, replaceContact } from "../domain/contact.ts";
import { contact as door } from "../doors.ts";
import { createContacts } from "./contacts.ts";

const guest = "gst_01kaq3v8e0m4t6w8y0a2c4e6g8";
const other = "gst_01kaq3v8e0m4t6w8y0a2c4e6g9";
function contactId(count: number) {
  return `con_01kaq3v8e0m4t6w8y0a2c4e6g${count}`;
}
const at = new Date("2026-11-23T09:30:00.000Z");
const ada = {
  email: "ada@example.org",
  name: "Ada Lovelace",
  address: { line1: "12 St James's Square", line2: "Attic", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
};
function contactOf(ownerId: string, count: number) {
  return createContact({ contactId: contactId(count), ownerId }, ada, at).state;
}

async function store() {
  const table = await freshTable();
  const contacts = createContacts(table);
  const added = async (ownerId: string, count: number) => {
    const contact = contactOf(ownerId, count);
    await commit([contacts.write(contact)]);
    return contact;
  };
  return { table, contacts, added };
}

describe("AP-K1 readContact, AP-K2 getContact", () => {
  it("give a contact to its owner alone", async () => {
    const { table, contacts, added } = await store();
    const contact = await added(guest, 1);
    expect(await contacts.getContact(guest, contactId(1))).toEqual(contact);
    expect(await contacts.getContact(other, contactId(1))).toBeUndefined();
    const read = door.open(table);
    const reads = [read(other, contactId(1)), read(guest, contactId(1)), read(guest, contactId(2))] as const;
    expect(await batchGet(table, reads)).toEqual([undefined, contact, undefined]);
  });
});

describe("AP-K3 listContacts", () => {
  it("lists an owner's contacts, the newest first, page by page", async () => {
    const { contacts, added } = await store();
    const [first, second] = [await added(guest, 1), await added(guest, 2)];
    await added(other, 3);
    const page = await contacts.listContacts(guest, 1, null);
    expect(page.items).toEqual([second]);
    expect((await contacts.listContacts(guest, 5, page.position)).items).toEqual([first]);
  });
});

describe("AP-K4 write", () => {
  it("replaces all of a contact, also what the new address leaves out", async () => {
    const { contacts, added } = await store();
    const contact = await added(guest, 1);
    const { line2: _, ...address } = ada.address;
    const { state } = replaceContact(contact, { ...ada, address: { ...address, region: "ENG" } }, 1, at);
    await commit([contacts.write(state)]);
    expect(await contacts.getContact(guest, contactId(1))).toEqual(state);
  });

  it("writes nothing over another contact, and corrects none that is not there", async () => {
    const { contacts, added } = await store();
    const contact = await added(guest, 1);
    const mismatch = { declaration: { code: "version.mismatch" } };
    await expect(commit([contacts.write({ ...contact, name: "Eve" })])).rejects.toMatchObject(mismatch);
    await expect(commit([contacts.write({ ...contactOf(guest, 2), version: 2 })])).rejects.toMatchObject(mismatch);
    expect((await contacts.listContacts(guest, 5, null)).items).toEqual([contact]);
  });
});

describe("customers' keys", () => {
  it("stay as they are", async () => {
    const { contacts } = await store();
    expect(contacts.readContact(guest, contactId(1)).key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$customers#ownerId_gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
        },
        "sk": {
          "S": "$contact_1#contactId_con_01kaq3v8e0m4t6w8y0a2c4e6g1",
        },
      }
    `);
  });
});
