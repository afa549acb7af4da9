import { withRealRegion } from "@millrace/contracts/places";
import {
  countryCode,
  customerGroups,
  emailAddress,
  id,
  regionCode,
  text,
  timestamp,
  version,
} from "@millrace/contracts/values";
import * as z from "zod";
import { addressRulesOf } from "../domain/address-rules.ts";

/** What customers' routes take and give. In contacts, everything but ids and times is personal data. */

const addressFields = {
  line1: text(200),
  line2: text(200).optional(),
  city: text(100).optional(),
  postalCode: text(20).optional(),
  region: regionCode.optional(),
  country: countryCode,
};

/** What an address lacks or has wrong by its country's rules, by field. A code that is not needed may be any. */
function* wrongIn({ country, city, postalCode }: z.output<z.ZodObject<typeof addressFields>>) {
  const rules = addressRulesOf(country);
  if (rules.needsCity && city === undefined) yield ["city", `is needed in ${country}`] as const;
  if (!rules.needsPostalCode) return;
  if (postalCode === undefined) yield ["postalCode", `is needed in ${country}`] as const;
  else if (rules.postalCode?.test(postalCode) === false)
    yield ["postalCode", `is no postal code of ${country}`] as const;
}

const addressInput = withRealRegion(z.strictObject(addressFields))
  .check(({ value, issues }) => {
    for (const [field, message] of wrongIn(value))
      issues.push({ code: "custom", input: value, path: [field], message });
  })
  .meta({
    id: "PostalAddressInput",
    description: "City and postal code are required where the country's addresses have them.",
    example: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
  });

/** How to reach a person, and where to send their parcels. */
export const contactDraft = z.strictObject({ email: emailAddress, name: text(200), address: addressInput });

export const contactDetails = z
  .strictObject({
    contactId: id("contact"),
    email: z.string().meta({ format: "idn-email", example: "ada@example.com" }),
    name: text(200),
    // As it was stored: the rules may have changed since.
    address: z.strictObject(addressFields).meta({ id: "PostalAddress" }),
    createdAt: timestamp,
    updatedAt: timestamp,
    version,
  })
  .meta({ id: "Contact" });

/** What a write answers. Stored answers hold no personal data, so it only says where to read. */
export const contactReference = z.strictObject({ contactId: id("contact"), version }).meta({ id: "ContactReference" });

/** What the shop says of a customer; no personal data. A customer of whom it says nothing is in no group, at version 0. */
export const customerProfile = z
  .strictObject({
    customerId: id("customer"),
    groups: customerGroups,
    version: z
      .int()
      .min(0)
      .meta({ description: "Grows by one with every change, from 0; its ETag is the same number." }),
  })
  .meta({ id: "Customer" });

export const customerGroupsDraft = z.strictObject({ groups: customerGroups });
