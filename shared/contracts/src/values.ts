import { countryCodes } from "@millrace/kernel/countries";
import { currencyListDate, minorDigits } from "@millrace/kernel/currencies";
import { asciiAddressOf } from "@millrace/kernel/email";
import { type IdKind, idPattern } from "@millrace/kernel/ids";
import { maxAmount } from "@millrace/kernel/money";
import { faultOfLine, faultOfParagraph, faultOfSku, withLineFeeds } from "@millrace/kernel/text";
import { readTime } from "@millrace/kernel/time";
import * as z from "zod";

/** Words that schemas of several services share. Every limit of the API is stated in a schema. */

/** An id of a kind: `id("order")` takes `ord_` and 26 characters. */
export function id(kind: IdKind) {
  return z.string().regex(idPattern(kind));
}

/** Words for the digits of all currencies: those that have not 2 are named. */
function digitsInWords(): string {
  const named = [0, 3, 4].map((digits) => {
    const codes = [...minorDigits.keys()].filter((code) => minorDigits.get(code) === digits);
    return `${digits} for ${codes.join(", ")}`;
  });
  return `2 digits, save ${named.join("; ")}`;
}

/** A current currency or fund of ISO 4217 by its alphabetic code. */
export const currencyCode = z
  .enum([...minorDigits.keys()], { error: "is not a current currency code of ISO 4217" })
  .meta({
    id: "Currency",
    description: `ISO 4217, list of ${currencyListDate}. Amounts are in its minor unit: ${digitsInWords()}.`,
    example: "EUR",
    "x-minor-digits": Object.fromEntries(minorDigits),
  });

/** An amount without its currency, where that is said once for several. */
export const amount = z.int().min(0).max(maxAmount).meta({ description: "Integer minor units (cents)." });

/** An amount with its currency. */
export const moneyValue = z.strictObject({ amount, currency: currencyCode }).meta({ id: "Money" });

/** What amounts add up to: more than one amount may be, where it is shown before it is refused. */
export const sumValue = z.strictObject({ amount: z.int().min(0), currency: currencyCode }).meta({ id: "Sum" });

/** The most units of one SKU that a line may hold. */
export const maxQuantity = 10_000;
/** Units of one SKU on a line. */
export const quantity = z.int().min(1).max(maxQuantity);

/** Where stock lies: a word that the shop chooses. */
export const locationId = z
  .string()
  .regex(/^loc_[a-z0-9]{1,30}$/, "is not a location id: loc_ and 1 to 30 of a-z, 0-9")
  .meta({ example: "loc_main" });

/** Which taxes goods bear: a shop's own word, `standard` or `books`. */
export const taxClass = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, "is not a tax class: a letter, then up to 29 of a-z, 0-9 and -")
  .meta({ example: "standard" });

/** Whether no two of the values are the same. */
export function distinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** A country by its ISO 3166-1 alpha-2 code. */
export const countryCode = z
  .enum([...countryCodes], { error: "is not an ISO 3166-1 alpha-2 country code" })
  .meta({ id: "Country", description: "ISO 3166-1 alpha-2.", example: "DE" });

/** The part after the country in ISO 3166-2: `CA-QC` is region `QC` of country `CA`. Only its form is known here. */
export const regionCode = z
  .string()
  .regex(/^[A-Z0-9]{1,3}$/, {
    error: "is not a subdivision code of ISO 3166-2 without its country: CA, not US-CA",
    // What has another form needs no look-up.
    abort: true,
  })
  .meta({ description: "A subdivision of the country by ISO 3166-2: BY for DE-BY.", example: "BY" });

/** Where goods go, as far as taxes and shipping ask. */
export const destination = z
  .strictObject({ country: countryCode, region: regionCode.optional() })
  .meta({ id: "Destination" });

/** One tax on an amount. */
export const taxShare = z
  .strictObject({ name: z.string(), rate: z.int().min(0), amount: z.int().min(0) })
  .meta({ id: "TaxShare", description: "One tax on an amount: its rate in parts per million, and what it comes to." });

/**
 * An e-mail address as people write it: blanks around it are dropped, its domain may have letters of any script.
 * `asciiAddressOf` is what to send to.
 */
export const emailAddress = z
  .string()
  .trim()
  .refine((address) => asciiAddressOf(address) !== undefined, "is not an e-mail address")
  .meta({
    format: "idn-email",
    maxLength: 254,
    description: "RFC 5321: at most 64 octets of ASCII before the @, and 254 in all with the domain in Punycode.",
    example: "ada@example.com",
  });

/** The owner of a cart, a contact or an order: a customer by Cognito `sub`, or a guest. */
export const ownerId = z.union([id("customer"), id("guest")]);

/** What a shop sorts its customers by, so that price lists and promotions can be for some of them. */
const customerGroup = z
  .string()
  .max(30)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "is not a group: lower-case words, joined by hyphens")
  .meta({ example: "trade" });

const maxGroups = 20;

/** The groups that a customer is in, or that something is for; at most 20. */
export const customerGroups = z.array(customerGroup).max(maxGroups).refine(distinct, "names a group twice");

/** A check that says what is wrong with a text. No pattern that every reader of JSON Schema knows could. */
function sound(faultOf: (text: string) => string | undefined) {
  return ({ value, issues }: z.core.ParsePayload<string>): void => {
    const message = faultOf(value);
    if (message !== undefined) issues.push({ code: "custom", message, input: value });
  };
}

/** A time as RFC 3339 writes it, with any offset; kept and given back in UTC with milliseconds. */
export const timestamp = z
  .string()
  .check(sound((text) => readTime(text).fault))
  .overwrite((text) => readTime(text).utc ?? text)
  .meta({ format: "date-time", example: "2026-11-23T09:30:00.000Z" });

/** A name, or another line that people read: trimmed, with something to see, no line break and no control character. */
export function text(maxLength: number) {
  return z.string().trim().min(1).max(maxLength).check(sound(faultOfLine));
}

/** What people write in several lines: as `text`, with tabs and line breaks. CR LF and CR become LF. */
export function paragraph(maxLength: number) {
  return z.string().overwrite(withLineFeeds).trim().min(1).max(maxLength).check(sound(faultOfParagraph));
}

/**
 * A stock keeping unit: what a shop calls a thing, in any printable characters but `#`. Compared as written: `tee` and
 * `TEE` are two. Blanks around it are none of it, and one character is one however it was composed (NFC).
 */
export const sku = z
  .string()
  .normalize("NFC")
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^#]*$/, "holds #, which separates the parts of a key")
  .check(sound(faultOfSku))
  .meta({ example: "TEE-BLUE-M" });

/** The version of something that can be changed. */
export const version = z.int().min(1).meta({ description: "Grows by one with every change; `If-Match` names it." });

/** What a request for a page of a list says. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(25).meta({ description: "The most items of a page." }),
  cursor: z.string().min(1).max(2048).optional().meta({ description: "Where to go on: the last page's `nextCursor`." }),
};

/** The status of what a list shows; `usual` where a request names none. */
export function listedStatus<const Status extends string>(statuses: readonly Status[], usual: NoInfer<Status>) {
  return z
    .enum(statuses)
    .default(() => usual)
    .meta({ description: "Only those of this status." });
}

/** One page of a list. A page may be short; `nextCursor` is absent on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item).max(100), nextCursor: z.string().optional() });
}

/** Upper and lower case are alike, and hyphens are only for the eye. */
export function normalizeCode(code: string): string {
  return code.toUpperCase().replaceAll("-", "");
}

/** A coupon's code as a buyer types it. */
export const couponCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,30}$/, "is not a coupon's code: 1 to 30 of A-Z, 0-9 and hyphens")
  .overwrite(normalizeCode)
  .meta({ example: "WELCOME10" });

const day = z.iso.date().meta({ example: "2026-11-27" });

/** The days of arrival, in UTC. */
export const deliveryEstimate = z.strictObject({ earliest: day, latest: day }).meta({ id: "DeliveryEstimate" });

/** A way to ship a parcel, what it costs and when it arrives. */
export const shippingOption = z
  .strictObject({
    shippingMethodId: id("shippingMethod"),
    name: text(60),
    kind: z.enum(["delivery", "pickup"]),
    amount: moneyValue,
    estimate: deliveryEstimate,
    locationId: locationId.optional().meta({ description: "Where a pick-up waits." }),
  })
  .meta({ id: "ShippingOption" });

/** What changes of something: each field may be left out, which leaves it as it is, but not all of them. */
export function changeOf<Fields extends z.ZodRawShape>(fields: Fields) {
  return z
    .strictObject(fields)
    .refine((change) => Object.values(change).some((value) => value !== undefined), "changes nothing")
    .meta({ minProperties: 1 });
}

/** A name in a URL: lower-case words and hyphens. */
export const slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "is not a slug: words of a-z and 0-9 with single hyphens between")
  .meta({ example: "blue-tee" });

/** What stands in the paths of routes, in braces. A parameter of one name means the same in every path. */
export const pathParameters = {
  productId: id("product").meta({ description: "Which product." }),
  categoryId: id("category").meta({ description: "Which category." }),
  priceListId: id("priceList").meta({ description: "Which price list." }),
  promotionId: id("promotion").meta({ description: "Which promotion." }),
  zoneId: id("zone").meta({ description: "Which shipping zone." }),
  cartId: id("cart").meta({ description: "Which cart." }),
  orderId: id("order").meta({ description: "Which order." }),
  contactId: id("contact").meta({ description: "Which contact." }),
  customerId: id("customer").meta({ description: "Which customer: `cus_` and the `sub` of the sign-in." }),
  locationId: locationId.meta({ description: "Which place of stock: a word that the shop chooses." }),
  country: countryCode.meta({ description: "Which country: ISO 3166-1 alpha-2." }),
  sku: sku.meta({ description: "Which SKU, as the shop writes it; encode it as a part of a path." }),
  slug: slug.meta({ description: "The product's name in URLs, or one that it had." }),
  code: couponCode.meta({
    description: "Which coupon; upper and lower case are alike, and hyphens count for nothing.",
  }),
};
