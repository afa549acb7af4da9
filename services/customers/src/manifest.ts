import { ContactCreated, ContactUpdated, CustomerGroupsChanged } from "@millrace/contracts/customers";
import { defineService } from "@millrace/contracts/define-service";
import { addContact } from "./http/add-contact.ts";
import { correctContact } from "./http/correct-contact.ts";
import { getContact } from "./http/get-contact.ts";
import { getCustomer } from "./http/get-customer.ts";
import { getMyProfile } from "./http/get-my-profile.ts";
import { listContacts } from "./http/list-contacts.ts";
import { setCustomerGroups } from "./http/set-customer-groups.ts";

export const customers = defineService("customers", {
  routes: { addContact, listContacts, getContact, correctContact, getCustomer, setCustomerGroups, getMyProfile },
  publishes: [ContactCreated, ContactUpdated, CustomerGroupsChanged],
});
