import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import type { Contact } from "../domain/contact.ts";
import { contactEntity } from "./contact.entity.ts";

/** Every access pattern of contacts. */
export type Contacts = {
  /** AP-K1. One contact by owner and id, to read with others: table get, strongly consistent. */
  readContact(ownerId: string, contactId: string): Read<Contact>;
  /** AP-K2. One contact by owner and id, alone: table get, strongly consistent. */
  getContact(ownerId: string, contactId: string): Promise<Contact | undefined>;
  /** AP-K3. An owner's contacts, the newest first: table query, strongly consistent, one page. */
  listContacts(ownerId: string, limit: number, position: string | null): Promise<Page<Contact>>;
  /** AP-K4. A new contact, or other data of one; what its address leaves out is gone. Its journal entry holds the lock. */
  write(contact: Contact): TransactItem;
};

export function createContacts(table: Table): Contacts {
  const entity = contactEntity(table);
  return {
    readContact: (ownerId, contactId) => readOf<Contact>(entity, { ownerId, contactId }),
    getContact: (ownerId, contactId) => itemFrom(entity.get({ ownerId, contactId }).go({ consistent: true })),
    listContacts: (ownerId, limit, position) =>
      pageFrom(entity.query.ofOwner({ ownerId }).go({ consistent: true, order: "desc", limit, cursor: position })),
    write: (contact) =>
      writeVersion(entity, ["ownerId", "contactId"], { ...contact, address: omitUndefined(contact.address) }),
  };
}
