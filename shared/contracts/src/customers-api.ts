import * as z from "zod";
import { countryCode } from "./countries.ts";
import { regionCode } from "./destination.ts";
import { id, text, timestamp, version } from "./values.ts";

/** What customers' routes take and give. Everything here but ids and times is personal data. */

/** RFC 5321 §4.5.3.1.3: a path of 256 octets with its angle brackets. */
const maxEmail = 254;

export const postalAddress = z
  .strictObject({
    line1: text(200),
    line2: text(200).optional(),
    city: text(100),
    postalCode: text(20),
    region: regionCode.optional(),
    country: countryCode,
  })
  .meta({ id: "PostalAddress" });

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
