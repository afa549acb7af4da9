import { type Read, readOf } from "@millrace/table/batch-get";
import { itemFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import type { Profile } from "../domain/profile.ts";
import { profileEntity } from "./profile.entity.ts";

/** Every access pattern of profiles. */
export type Profiles = {
  /** AP-K5. What the shop says of a customer, to read with others: table get, strongly consistent. */
  readProfile(ownerId: string): Read<Profile>;
  /** AP-K6. What the shop says of a customer, alone: table get, strongly consistent. */
  getProfile(ownerId: string): Promise<Profile | undefined>;
  /** AP-K7. A profile at its next version. Its journal entry holds the lock. */
  write(profile: Profile): TransactItem;
};

export function createProfiles(table: Table): Profiles {
  const entity = profileEntity(table);
  return {
    readProfile: (ownerId) => readOf<Profile>(entity, { ownerId }),
    getProfile: (ownerId) => itemFrom(entity.get({ ownerId }).go({ consistent: true })),
    write: (profile) => writeVersion(entity, ["ownerId"], { ...profile, groups: [...profile.groups] }),
  };
}
