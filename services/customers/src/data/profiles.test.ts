import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { createProfiles } from "./profiles.ts";

const customerId = "cus_00000000-0000-4000-8000-000000000001";

describe("profiles' keys", () => {
  it("stay as they are, in the partition of the customer's contacts", async () => {
    expect(createProfiles(await freshTable()).readProfile(customerId).key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$customers#ownerId_cus_00000000-0000-4000-8000-000000000001",
        },
        "sk": {
          "S": "$profile_1",
        },
      }
    `);
  });
});
