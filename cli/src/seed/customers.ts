import type { ContactCreated } from "@millrace/contracts/customers";
import type { Decision } from "@millrace/contracts/define-event";
import type { Table } from "@millrace/table/table";
import { createContacts } from "../../../services/customers/src/data/contacts.ts";
import { type Contact, createContact } from "../../../services/customers/src/domain/contact.ts";
import { chanceOf, seededCustomerId, seededId } from "./chance.ts";
import { createdBy, type Item, seededFacts } from "./items.ts";
import type { Plan } from "./plan.ts";
import { minutesAfter, openedAt } from "./times.ts";
import { cities, givenNames, streets, surnames } from "./words.ts";

/** Where every seeded customer lives. */
export const homeCountry = "DE";

/** Contacts as they were added. */
type Contacts = readonly Decision<Contact, typeof ContactCreated>[];

/** Customers with one contact each; nobody is real, and their mail goes to a domain that is reserved for examples. */
export function makeContacts({ seed, customers: count }: Plan): Contacts {
  const chance = chanceOf(seed, "customers");
  return Array.from({ length: count }, (_, number) => {
    const at = minutesAfter(openedAt, number / 100);
    const [givenName, surname] = [chance.pick(givenNames), chance.pick(surnames)];
    return createContact(
      { ownerId: seededCustomerId(seed, number), contactId: seededId(seed, "contact", number, at) },
      {
        email: `${givenName}.${surname}.${seed}.${number}@example.com`.toLowerCase(),
        name: `${givenName} ${surname}`,
        address: {
          line1: `${chance.between(1, 99)} ${chance.pick(streets)}`,
          city: chance.pick(cities),
          postalCode: "00000",
          country: homeCountry,
        },
      },
      at,
    );
  });
}

/** Contacts and their journals. */
export function* contactItems(table: Table, plan: Plan, made: Contacts): Generator<Item> {
  const contacts = createContacts(table);
  const tell = seededFacts(table, plan);
  for (const { state, fact } of made) {
    yield* createdBy([contacts.write(state)]);
    yield* tell(fact, new Date(state.createdAt));
  }
}
