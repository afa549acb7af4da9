import type { Answer } from "@millrace/contracts/define-route";
import { Refusal } from "@millrace/kernel/errors";
import type { Command } from "@millrace/table/commands";
import { type Draft, draftProduct } from "../domain/draft.ts";
import { SlugTaken, type Whole } from "../domain/product.ts";
import { slugOf, suffixed } from "../domain/slug.ts";
import { partSkusOf } from "../domain/variant.ts";
import type { Ports } from "../ports.ts";

/**
 * Writes a draft. A slug that it names it gets or is refused; without one it gets its name's own, or, where another
 * product has that, one that ends like its id.
 *
 * @param answer is given the known SKUs that are spelled like one of the draft's, too
 */
export async function createDraft(
  { variants, slugs, writes, write, newId }: Ports,
  command: Command & { readonly body: Draft & { readonly slug?: string | undefined } },
  answer: (created: Whole, alike: readonly string[]) => Answer,
) {
  const { body, at } = command;
  const productId = newId("product");
  const own = body.slug ?? slugOf(body.name);
  const [parts, alike, taken] = await Promise.all([
    variants.getVariants(partSkusOf(body.variants)),
    variants.listSpelledAlike(body.variants.map(({ sku }) => sku)),
    body.slug === undefined ? slugs.getSlug(own) : undefined,
  ]);

  const createAs = (slug: string) => {
    const { state, fact } = draftProduct(body, { productId, slug, at }, parts);
    return write(command, fact, writes.create(state), answer(state, alike));
  };

  if (body.slug !== undefined) return createAs(own);
  const other = suffixed(own, productId);
  if (taken !== undefined) return createAs(other);
  try {
    return await createAs(own);
  } catch (error) {
    // Another product of this name was quicker.
    if (error instanceof Refusal && error.declaration.code === SlugTaken.code) return createAs(other);
    throw error;
  }
}
