import { CustomerGroupsChanged } from "@millrace/contracts/customers";
import { fact } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { blankProfile, changeGroups, profileView } from "./profile.ts";

const ownerId = "cus_00000000-0000-4000-8000-000000000001";

describe("changeGroups", () => {
  it("given a customer of whom nothing was ever said, sets the groups and tells them as the first fact", () => {
    expect(changeGroups(blankProfile(ownerId), ["trade"], 0)).toEqual({
      state: { ownerId, groups: ["trade"], version: 1 },
      fact: fact(CustomerGroupsChanged, ownerId, 1, { customerId: ownerId, groups: ["trade"] }),
    });
  });

  it("given groups, puts others in their place and tells them", () => {
    expect(changeGroups({ ownerId, groups: ["trade", "press"], version: 4 }, [], 4)).toEqual({
      state: { ownerId, groups: [], version: 5 },
      fact: fact(CustomerGroupsChanged, ownerId, 5, { customerId: ownerId, groups: [] }),
    });
  });

  it.each([3, 5])("given version 4, refuses whoever has seen version %i", (seen) => {
    expect(() => changeGroups({ ownerId, groups: [], version: 4 }, ["trade"], seen)).toThrow(
      "Version 4 of the customer is current.",
    );
  });
});

describe("profileView", () => {
  it("names the owner for what they are, a customer", () => {
    expect(profileView(blankProfile(ownerId))).toEqual({ customerId: ownerId, groups: [], version: 0 });
  });
});
