import { CustomerGroupsChanged } from "@millrace/contracts/customers";
import { type Decision, fact } from "@millrace/contracts/define-event";
import { requireVersion } from "@millrace/kernel/preconditions";

/** What the shop says of a customer. A customer without a profile is in no group. */
export type Profile = {
  readonly ownerId: string;
  /** Groups that price lists and promotions are for; another thing than the staff's groups. */
  readonly groups: readonly string[];
  /** The sequence of its last journal entry; 0 while nothing was ever said of the customer. */
  readonly version: number;
};

/** What the shop says of a customer whom it has said nothing of. */
export function blankProfile(ownerId: string): Profile {
  return { ownerId, groups: [], version: 0 };
}

/** The profile with other groups. Refuses (`VersionMismatch`) a writer who has seen another version than the stored one. */
export function changeGroups(
  profile: Profile,
  groups: readonly string[],
  seen: number,
): Decision<Profile, typeof CustomerGroupsChanged> {
  const { ownerId: customerId, version } = profile;
  requireVersion("the customer", version, seen);
  const state = { ...profile, groups, version: version + 1 };
  return { state, fact: fact(CustomerGroupsChanged, customerId, state.version, { customerId, groups: [...groups] }) };
}

/** A profile as the API shows it: the owner of one is a customer. */
export function profileView({ ownerId: customerId, groups, version }: Profile) {
  return { customerId, groups, version };
}
