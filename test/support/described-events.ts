import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { eventCatalog } from "../../infra/cdk/asyncapi.ts";

/** The event catalog as it goes over the wire: whatever is undefined is not there. */
export const catalog: ReturnType<typeof eventCatalog> = JSON.parse(JSON.stringify(eventCatalog()));

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
ajv.addSchema({ $id: "catalog", ...catalog });

/** The keys of the catalog's messages that a payload is one of, by their schemas alone. */
export function messagesLike(payload: unknown): readonly string[] {
  return Object.keys(catalog.components.messages).filter((key) =>
    ajv.validate({ $ref: `catalog#/components/messages/${key}/payload` }, payload),
  );
}
