import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Contact, PostalAddress } from "../domain/contact.ts";
import { contactEntity } from "./contact.entity.ts";

/** Every access pattern of contacts. */
export type Contacts = {
  /** AP-K1. One contact by owner and id, to read with others: table get, strongly consistent. */
  readContact(ownerId: string, contactId: string): Read<Contact>;
  /** AP-K2. One contact by owner and id, alone: table get, strongly consistent. */
  getContact(ownerId: string, contactId: string): Promise<Contact | undefined>;
  /** AP-K3. An owner's contacts, the newest first: table query, strongly consistent, one page. */
  listContacts(ownerId: string, limit: number, position: string | null): Promise<Page<Contact>>;
  /** AP-K4. A new contact. */
  add(contact: Contact): TransactItem;
  /** AP-K5. Other data of a contact. Its journal entry holds the lock. */
  correct(contact: Contact): TransactItem;
};

/** The whole address: what is not in it is not stored. */
function stored({ line2, region, ...address }: PostalAddress) {
  return {
    ...address,
    ...(line2 === undefined ? {} : { line2 }),
    ...(region === undefined ? {} : { region }),
  };
}

export function createContacts(table: Table): Contacts {
  const entity = contactEntity(table);
  return {
    readContact: (ownerId, contactId) => readOf<Contact>(entity, { ownerId, contactId }),
    async getContact(ownerId, contactId) {
      const { data } = await entity.get({ ownerId, contactId }).go({ consistent: true });
      return data ?? undefined;
    },
    async listContacts(ownerId, limit, position) {
      const { data, cursor } = await entity.query
        .ofOwner({ ownerId })
        .go({ consistent: true, order: "desc", limit, cursor: position });
      return { items: data, position: cursor };
    },
    add: (contact) =>
      transactItem(
        entity,
        (writes) => writes.create({ ...contact, address: stored(contact.address) }),
        () => Busy("This contact was added before."),
      ),
    correct: ({ ownerId, contactId, email, name, address, updatedAt, version }) =>
      transactItem(
        entity,
        (writes) =>
          writes.patch({ ownerId, contactId }).set({ email, name, address: stored(address), updatedAt, version }),
        () => VersionMismatch(),
      ),
  };
}
