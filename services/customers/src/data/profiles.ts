import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import type { Profile } from "../domain/profile.ts";
import { profileEntity } from "./profile.entity.ts";

/** Every access pattern of profiles. */
export type Profiles = {
  /** AP-CU6. What the shop says of a customer, to read with others: table get, strongly consistent. */
  readProfile(ownerId: string): Read<Profile>;
};

export const createProfiles = (table: Table): Profiles => {
  const entity = profileEntity(table);
  return { readProfile: (ownerId) => readOf<Profile>(entity, { ownerId }) };
};
