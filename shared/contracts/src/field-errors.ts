import type { FieldError } from "@millrace/kernel/errors";
import type { z } from "zod";

/** What a schema found wrong, by field: `body.lines.0.quantity`. An unknown field is named itself. */
export function fieldErrorsOf(error: z.ZodError, ...place: readonly string[]): readonly FieldError[] {
  return error.issues.flatMap((issue) => {
    const path = [...place, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ field: [...path, key].join("."), reason: "is not known" }));
    }
    return [{ field: path.join("."), reason: issue.message }];
  });
}
