import { AwsError } from "../ports.ts";
import { text } from "./input.ts";

type Input = Readonly<Record<string, unknown>>;
type Results = { readonly Successful: readonly Input[]; readonly Failed: readonly Input[] };

/**
 * Runs each entry of a batch by itself: one that is refused leaves the others alone. SQS and SNS answer alike (API
 * reference, SendMessageBatch and PublishBatch).
 * @throws AwsError for a batch that is refused as a whole: none or more than ten entries, or ids that are not distinct
 */
export function eachEntry(entries: readonly Input[], run: (entry: Input) => Input): Results {
  const ids = entries.map((entry) => text(entry, "Id"));
  if (ids.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (ids.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  if (!ids.every((id) => /^[\w-]{1,80}$/.test(id))) {
    throw new AwsError("InvalidBatchEntryId", "The Id of a batch entry in a batch request doesn't abide by the rules.");
  }
  const Successful: Input[] = [];
  const Failed: Input[] = [];
  for (const entry of entries) {
    const Id = text(entry, "Id");
    try {
      Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful, Failed };
}
