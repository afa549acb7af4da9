import { ContactCreated, ContactUpdated, CustomerGroupsChanged } from "@millrace/contracts/customers";
import { authorizer } from "@millrace/contracts/define-handler";
import { defineService } from "@millrace/contracts/define-service";
import { addContact } from "./http/add-contact.ts";
import { correctContact } from "./http/correct-contact.ts";
import { getContact } from "./http/get-contact.ts";
import { getCustomer } from "./http/get-customer.ts";
import { getMyProfile } from "./http/get-my-profile.ts";
import { listContacts } from "./http/list-contacts.ts";
import { setCustomerGroups } from "./http/set-customer-groups.ts";
import { authorizerSettings } from "./settings.ts";

export const customers = defineService("customers", {
  purpose: "Whom to write to and where to ship: contacts, profiles and customer groups.",
  routes: { addContact, listContacts, getContact, correctContact, getCustomer, setCustomerGroups, getMyProfile },
  publishes: [ContactCreated, ContactUpdated, CustomerGroupsChanged],
  handlers: { authorizer: authorizer("adapters/authorizer.ts", authorizerSettings) },
});
