import * as z from "zod";
import { countryCode } from "./countries.ts";

/** The part after the country in ISO 3166-2: `CA-QC` is region `QC` of country `CA`. Only its form is known here. */
export const regionCode = z
  .string()
  .regex(/^[A-Z0-9]{1,3}$/, "is not a subdivision code of ISO 3166-2 without its country")
  .meta({ example: "QC" });

/** Where goods go, as far as taxes and shipping ask. */
export const destination = z
  .strictObject({ country: countryCode, region: regionCode.optional() })
  .meta({ id: "Destination" });
