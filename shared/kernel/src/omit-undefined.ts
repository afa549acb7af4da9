/** The fields of an object, none of which is there and undefined. */
export type Defined<Fields> = { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };

/** Some fields of something: any of them may be left out, or be there and undefined, as schemas read them. */
export type Some<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

/** Leaves out fields without a value: neither a store nor an exact type takes a field that is there and undefined. */
export function omitUndefined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}
