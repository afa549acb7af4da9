import type { Grant } from "./admin.ts";

/** What nothing has used of what the roles may do: a line for each role, with its actions. */
export function unusedGrants(grants: readonly Grant[]): readonly string[] {
  const unused = grants.filter(({ used }) => !used);
  return [...Map.groupBy(unused, ({ role, leadingKeys }) => [role, ...leadingKeys].join(" "))]
    .map(([where, own]) => `${where}: ${own.map(({ action }) => action).join(", ")}`)
    .sort();
}
