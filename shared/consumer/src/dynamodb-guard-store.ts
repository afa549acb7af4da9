import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type TransactWriteItem,
  type Update,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Claim, GuardStore } from "./guard.ts";

/** A table of the consumer's own: one string as its whole key, and an attribute that TTL goes by. */
export type GuardTable = {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Name of the partition key; `pk` by default. */
  readonly key?: string;
};

/** Marks in a table, and a mark as part of the handler's own transaction. */
export type DynamodbGuardStore = GuardStore & {
  /**
   * Completes a claim as an item of the transaction that writes the effect: both are there, or neither, so that the
   * effect happens exactly once, whenever the process dies. The transaction is canceled where the claim no longer holds.
   * Completing again afterwards changes nothing, and is what the guard does.
   */
  markOf(claim: Claim): TransactWriteItem;
};

/** DynamoDB's TTL counts in whole seconds; leases are compared in milliseconds. */
function secondsOf(date: Date): string {
  return String(Math.ceil(date.getTime() / 1_000));
}

/** A number for DynamoDB. */
function number(value: number | string) {
  return { N: String(value) };
}

/**
 * A guard's marks in DynamoDB: one item a subject with `lastSequence`, `expiresAt` (the attribute for TTL), and while a run
 * has it `claimToken` and `leaseEndsAt`. An item that TTL has not collected yet counts as gone. A claim and its mark are one
 * write each; the role needs `dynamodb:UpdateItem` alone.
 */
export function dynamodbGuardStore({ client, table, key: keyName = "pk" }: GuardTable): DynamodbGuardStore {
  const itemOf = ({ key }: Claim) => ({ TableName: table, Key: { [keyName]: { S: key } } });
  const expiry = ({ forgetAt }: Claim) => (forgetAt === undefined ? {} : { ":expiresAt": number(secondsOf(forgetAt)) });

  const completion = (claim: Claim): Update => ({
    ...itemOf(claim),
    // The token stays, so that completing twice is completing once.
    UpdateExpression:
      claim.forgetAt === undefined
        ? "SET lastSequence = :sequence REMOVE leaseEndsAt, expiresAt"
        : "SET lastSequence = :sequence, expiresAt = :expiresAt REMOVE leaseEndsAt",
    ConditionExpression: "claimToken = :token",
    ExpressionAttributeValues: {
      ":sequence": number(claim.sequence),
      ":token": { S: claim.token },
      ...expiry(claim),
    },
  });

  /** Whether an update's condition held; its other errors go on. */
  const updated = async (update: Update): Promise<boolean> => {
    try {
      await client.send(new UpdateItemCommand(update));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    async claim(claim) {
      try {
        await client.send(
          new UpdateItemCommand({
            ...itemOf(claim),
            UpdateExpression: "SET claimToken = :token, leaseEndsAt = :leaseEndsAt",
            ConditionExpression:
              "(attribute_not_exists(lastSequence) OR lastSequence < :sequence OR expiresAt <= :now)" +
              " AND (attribute_not_exists(leaseEndsAt) OR leaseEndsAt <= :at)",
            ExpressionAttributeValues: {
              ":token": { S: claim.token },
              ":leaseEndsAt": number(claim.leaseEndsAt.getTime()),
              ":sequence": number(claim.sequence),
              ":at": number(claim.at.getTime()),
              ":now": number(Math.floor(claim.at.getTime() / 1_000)),
            },
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        return "claimed";
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const lastSequence = Number(error.Item?.["lastSequence"]?.N ?? 0);
        const expiresAt = Number(error.Item?.["expiresAt"]?.N ?? Number.POSITIVE_INFINITY);
        const forgotten = expiresAt <= Math.floor(claim.at.getTime() / 1_000);
        return lastSequence >= claim.sequence && !forgotten ? { consumed: lastSequence } : "busy";
      }
    },
    complete: (claim) => updated(completion(claim)),
    async release(claim) {
      await updated({
        ...itemOf(claim),
        UpdateExpression: "REMOVE leaseEndsAt",
        ConditionExpression: "claimToken = :token",
        ExpressionAttributeValues: { ":token": { S: claim.token } },
      });
    },
    markOf: (claim) => ({ Update: completion(claim) }),
  };
}
