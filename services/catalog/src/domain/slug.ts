import transliterate from "@sindresorhus/transliterate";

/** The longest slug that is made of a name; with a suffix it is still below the schema's 100. */
const longestMade = 80;
const suffixLength = 8;
/** Names that differ only after so many characters are sorted as they were made. */
const longestSorted = 100;

/** A name's letters and digits in lower case, without accents, joined by hyphens. */
function wordsOf(name: string, separators: RegExp): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(separators, "-")
    .replace(/^-+|-+$/g, "");
}

/**
 * Beside what the library knows: umlauts without `e`, for a name does not say whether it is German, Finnish or Turkish,
 * and letters of living languages that it lacks.
 */
const customReplacements = Object.entries({
  ...{ ä: "a", ö: "o", ü: "u", ŋ: "n", ŧ: "t", ɓ: "b", ɗ: "d", ƙ: "k", ǝ: "e" },
  ...{ ђ: "dj", ј: "j", ћ: "c", џ: "dz", ў: "u", ѓ: "g", ѕ: "dz" },
  ...{ ә: "a", ғ: "g", қ: "q", ң: "n", ө: "o", ұ: "u", ү: "u", һ: "h" },
});

/**
 * `Straße, 2 Brötchen` → `strasse-2-brotchen`, `Щука` → `schuka`; a name of which no letter or digit has a Latin one, in
 * Chinese say, is a `product`.
 */
export function slugOf(name: string): string {
  return (
    wordsOf(transliterate(name.normalize("NFC").toLowerCase(), { customReplacements }), /[^a-z0-9]+/g)
      .slice(0, longestMade)
      .replace(/-+$/, "") || "product"
  );
}

/** The slug of a product whose name's own is taken: the last letters of its id are its own. */
export function suffixed(slug: string, productId: string): string {
  return `${slug}-${productId.slice(-suffixLength)}`;
}

/** How names are sorted and searched: letters and digits of any script in lower case, without accents, hyphens between. */
export function sortName(name: string): string {
  // By whole characters: half a surrogate pair cannot be stored.
  return [...wordsOf(name, /[^\p{L}\p{N}]+/gu)].slice(0, longestSorted).join("");
}

/** A search needs this many letters, because they name the partition. */
const initialLength = 2;

/** The first letters of a name, by which names are spread over partitions; undefined when there are too few to search. */
export function initialsOf(sortedName: string): string | undefined {
  const letters = [...sortedName].slice(0, initialLength);
  return letters.length < initialLength ? undefined : letters.join("");
}
