import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import { blankProfile, type Profile } from "../domain/profile.ts";
import { profileEntity } from "./profile.entity.ts";

/** Every access pattern of profiles. */
export type Profiles = {
  /** AP-K5. What the shop says of a customer, to read with others: table get, strongly consistent. */
  readProfile(ownerId: string): Read<Profile>;
  /** AP-K6. What the shop says of a customer, nothing at version 0: table get, strongly consistent. */
  getProfile(ownerId: string): Promise<Profile>;
  /** AP-K7. A profile at its next version. Its journal entry holds the lock. */
  write(profile: Profile): TransactItem;
};

export function createProfiles(table: Table): Profiles {
  const entity = profileEntity(table);
  const readProfile = (ownerId: string) => readOf<Profile>(entity, { ownerId });
  return {
    readProfile,
    async getProfile(ownerId) {
      const [profile] = await batchGet(table, [readProfile(ownerId)]);
      return profile ?? blankProfile(ownerId);
    },
    write: (profile) => writeVersion(entity, ["ownerId"], { ...profile, groups: [...profile.groups] }),
  };
}
