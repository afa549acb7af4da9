import type { Part, Random, Service } from "../ports.ts";
import { uuid } from "./ids.ts";
import type { Discard } from "./stream.ts";

/** The API of S3 is not here: its buckets have only what stream mappings give up. */
export const s3 = {
  source: "Lambda Developer Guide",
  types: {
    "AWS::S3::Bucket": {
      model: "delivery/failure-record.ts",
      // The settings are without effect.
      supports: [
        ...["BucketEncryption", "BucketName", "LifecycleConfiguration", "PublicAccessBlockConfiguration"],
        "VersioningConfiguration",
      ],
    },
  },
  create: createBuckets,
} satisfies Service;

export type Buckets = Part & {
  store(object: StoredObject): void;
  /** Oldest first. */
  objects(): readonly StoredObject[];
};

function createBuckets(): Buckets {
  const objects: StoredObject[] = [];
  return { apis: [], store: (object) => void objects.push(object), objects: () => objects };
}

export type FailureSource = {
  readonly mappingId: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly shardId: string;
};

/** An object in a bucket, kept in memory. */
export type StoredObject = { readonly bucket: string; readonly key: string; readonly body: string };

/**
 * The object Lambda writes to an S3 destination for records it gives up: metadata and, in `payload`, the whole event
 * (Lambda developer guide, "Retain discarded records for a DynamoDB event source").
 */
export function failureObject(
  discard: Discard,
  source: FailureSource,
  bucket: string,
  now: number,
  random: Random,
): StoredObject {
  const records = discard.records.map((waiting) => waiting.record);
  const numbers = records.map((record) => record.dynamodb.SequenceNumber);
  const arrivals = discard.records.map((waiting) => new Date(waiting.arrivedAt).toISOString());
  const timestamp = new Date(now).toISOString();
  const body = {
    requestContext: {
      requestId: uuid(random),
      functionArn: source.functionArn,
      condition: discard.condition,
      approximateInvokeCount: discard.attempts,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp,
    DDBStreamBatchInfo: {
      shardId: source.shardId,
      startSequenceNumber: numbers[0],
      endSequenceNumber: numbers.at(-1),
      approximateArrivalOfFirstRecord: arrivals[0],
      approximateArrivalOfLastRecord: arrivals.at(-1),
      batchSize: records.length,
      streamArn: source.streamArn,
    },
    payload: JSON.stringify({ Records: records }),
  };
  const day = timestamp.slice(0, 10);
  const time = timestamp.slice(11, 19).replaceAll(":", ".");
  const folder = `aws/lambda/${source.mappingId}/${source.shardId}/${day.replaceAll("-", "/")}`;
  return { bucket, key: `${folder}/${day}T${time}-${uuid(random)}`, body: JSON.stringify(body) };
}
