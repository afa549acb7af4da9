/** What the shop says of a customer. A customer without a profile is in no group. */
export type Profile = {
  readonly ownerId: string;
  /** Groups that price lists and promotions are for; another thing than the staff's groups. */
  readonly groups: readonly string[];
  readonly version: number;
};
