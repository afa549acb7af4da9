import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { createContact, replaceContact } from "../domain/contact.ts";
import { recipientOf } from "../domain/recipient.ts";
import { keepRecipient, recipient as recipientDoor } from "../doors.ts";
import { createContacts } from "./contacts.ts";
import { createRecipients } from "./recipients.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const ownerId = "gst_01kaq3v8e0m4t6w8y0a2c4e6g8";
const contactId = "con_01kaq3v8e0m4t6w8y0a2c4e6g8";
const orderId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g8";
const key = { ownerId, contactId, orderId };
const ada = {
  email: "ada@example.org",
  name: "Ada Lovelace",
  address: { line1: "1 Salmon Street", city: "Portland", postalCode: "97201", region: "OR", country: "US" },
};
const contact = createContact({ contactId, ownerId }, ada, at).state;

describe("AP-K8 readRecipient, AP-K9 keep", () => {
  it("keep a contact as an order was placed with it, whatever becomes of the contact", async () => {
    const table = await freshTable();
    const contacts = createContacts(table);
    await commit([contacts.write(contact)]);
    await commit([keepRecipient.open(table)(contact, orderId)]);
    const moved = { ...ada, address: { ...ada.address, city: "Fresno", region: "CA" } };
    await commit([contacts.write(replaceContact(contact, moved, 1, at).state)]);
    const read = recipientDoor.open(table);
    const others = [
      { ...key, ownerId: "gst_other" },
      { ...key, orderId: "ord_other" },
    ];
    expect(await batchGet(table, [key, ...others].map(read))).toEqual([{ ...key, ...ada }, undefined, undefined]);
  });

  it("write nothing over what was kept", async () => {
    const table = await freshTable();
    const { keep, readRecipient } = createRecipients(table);
    await commit([keep(recipientOf(contact, orderId))]);
    const again = keep(recipientOf({ ...contact, name: "Eve" }, orderId));
    await expect(commit([again])).rejects.toMatchObject({ declaration: { code: "service.busy" } });
    expect(await batchGet(table, [readRecipient(key)])).toMatchObject([{ name: ada.name }]);
  });

  it("keep what is personal beside the contact, where one query finds it", async () => {
    const { readRecipient } = createRecipients(await freshTable());
    expect(readRecipient(key).key).toEqual({
      pk: { S: `$customers#ownerId_${ownerId}` },
      sk: { S: `$recipient_1#contactId_${contactId}#orderId_${orderId}` },
    });
  });
});
