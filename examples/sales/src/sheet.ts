import {
  type AttributeValue,
  type DynamoDBClient,
  paginateScan,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { cellOf, type Row } from "./rows.ts";

/** Cells and the guard's marks share one table; a cell's key begins with this. */
const cells = "cell#";

function number(value: number) {
  return { N: String(value) };
}

function rowOf(item: Readonly<Record<string, AttributeValue>>): Row {
  const text = (name: string) => item[name]?.S ?? "";
  const count = (name: string) => Number(item[name]?.N ?? 0);
  return {
    day: text("soldOn"),
    sku: text("sku"),
    currency: text("currency"),
    pieces: count("pieces"),
    gross: count("gross"),
    net: count("net"),
  };
}

/** The sheet of sales in a table. */
export function createSheet(client: DynamoDBClient, table: string) {
  const addition = (row: Row): TransactWriteItem => ({
    Update: {
      TableName: table,
      Key: { pk: { S: `${cells}${cellOf(row)}` } },
      UpdateExpression:
        "SET soldOn = :day, sku = :sku, currency = :currency ADD pieces :pieces, gross :gross, net :net",
      ExpressionAttributeValues: {
        ":day": { S: row.day },
        ":sku": { S: row.sku },
        ":currency": { S: row.currency },
        ":pieces": number(row.pieces),
        ":gross": number(row.gross),
        ":net": number(row.net),
      },
    },
  });

  return {
    /** Adds rows, together with a mark that says so: all of it, or nothing. At most 99 rows; an order has 40 lines. */
    async add(rows: readonly Row[], mark: TransactWriteItem): Promise<void> {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...rows.map(addition), mark] }));
    },
    /** Every row, in no order. It reads the whole table: a sheet is small, and somebody who wants it wants all of it. */
    async rows(): Promise<readonly Row[]> {
      const rows: Row[] = [];
      const scan = {
        TableName: table,
        FilterExpression: "begins_with(pk, :cells)",
        ExpressionAttributeValues: { ":cells": { S: cells } },
        ConsistentRead: true,
      };
      for await (const { Items = [] } of paginateScan({ client }, scan)) rows.push(...Items.map(rowOf));
      return rows;
    },
  };
}
