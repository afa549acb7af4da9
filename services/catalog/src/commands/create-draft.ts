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
 */
export async function createDraft(
  { variants, slugs, writes, write, newId }: Ports,
  command: Command & { readonly body: Draft & { readonly slug?: string | undefined } },
  answer: (created: Whole) => Answer,
) {
  const { body, at } = command;
  const productId = newId("product");
  const parts = await variants.getVariants(partSkusOf(body.variants));

  const createAs = (slug: string) => {
    const { state, fact } = draftProduct(body, { productId, slug, at }, parts);
    return write(command, fact, writes.create(state), answer(state));
  };

  if (body.slug !== undefined) return createAs(body.slug);
  const own = slugOf(body.name);
  const other = suffixed(own, productId);
  if ((await slugs.getSlug(own)) !== undefined) return createAs(other);
  try {
    return await createAs(own);
  } catch (error) {
    // Another product of this name was quicker.
    if (error instanceof Refusal && error.declaration.code === SlugTaken.code) return createAs(other);
    throw error;
  }
}
