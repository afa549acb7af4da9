import { ContactCreated, ContactUpdated } from "@millrace/contracts/customers";
import { defineService } from "@millrace/contracts/define-service";
import { addContact } from "./http/add-contact.ts";
import { correctContact } from "./http/correct-contact.ts";
import { getContact } from "./http/get-contact.ts";
import { listContacts } from "./http/list-contacts.ts";

export const customers = defineService("customers", {
  routes: { addContact, listContacts, getContact, correctContact },
  publishes: [ContactCreated, ContactUpdated],
});
