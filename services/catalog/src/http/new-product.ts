import { ProductCreated } from "@millrace/contracts/catalog";
import { created, etag, type Request } from "@millrace/contracts/define-route";
import { Refusal } from "@millrace/kernel/errors";
import { type Draft, draftProduct } from "../domain/draft.ts";
import { factOf } from "../domain/product.ts";
import { SlugTaken, slugOf, suffixed } from "../domain/slug.ts";
import { checkKits, detailsOf, partSkusOf } from "../domain/variant.ts";
import type { Ports } from "../env.ts";

type NewProduct = Pick<Request, "once" | "origin"> & { readonly body: Draft };

/**
 * Writes a draft. A slug that it names it gets or is refused; without one it gets its name's own, or, where another
 * product has that, one that ends like its id.
 */
export async function newProduct(
  { products, slugs, writes, journal, idempotency, now, newId }: Ports,
  { body, once, origin }: NewProduct,
) {
  const [productId, at] = [newId("product"), now()];
  checkKits(body.variants, await products.getVariants(partSkusOf(body.variants)), (index) => `body.variants.${index}`);

  const createAs = (slug: string) => {
    const { product, variants } = draftProduct(body, { productId, slug, at });
    return idempotency.commit({
      once,
      answer: created(detailsOf(product, variants), `/v1/drafts/${productId}`, etag(product.version)),
      parts: [
        ...writes.create(product, variants),
        journal.append({
          aggregateId: productId,
          sequence: product.version,
          event: ProductCreated,
          data: factOf(product),
          at,
          origin,
        }),
      ],
    });
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
