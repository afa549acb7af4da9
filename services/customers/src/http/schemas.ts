import { withRealRegion } from "@millrace/contracts/places";
import { countryCode, customerGroups, id, regionCode, text, timestamp, version } from "@millrace/contracts/values";
import * as z from "zod";

/** What customers' routes take and give. In contacts, everything but ids and times is personal data. */

/** RFC 5321 §4.5.3.1.3: a path of 256 octets with its angle brackets. */
const maxEmail = 254;

const postalAddress = withRealRegion(
  z.strictObject({
    line1: text(200),
    line2: text(200).optional(),
    city: text(100),
    postalCode: text(20),
    region: regionCode.optional(),
    country: countryCode,
  }),
).meta({ id: "PostalAddress" });

/** How to reach a person, and where to send their parcels. */
const contactFields = { email: z.email().max(maxEmail), name: text(200), address: postalAddress };

export const contactDraft = z.strictObject(contactFields);

export const contactDetails = z
  .strictObject({
    contactId: id("contact"),
    ...contactFields,
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
