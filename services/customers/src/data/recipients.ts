import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Recipient, RecipientKey } from "../domain/recipient.ts";
import { recipientEntity } from "./recipient.entity.ts";

/** Every access pattern of recipients; none changes one. */
export type Recipients = {
  /** AP-K8. Whom an order was placed for, to read with others: table get, strongly consistent. */
  readRecipient(key: RecipientKey): Read<Recipient>;
  /** AP-K9. The recipient of a new order, for good. */
  keep(recipient: Recipient): TransactItem;
};

export function createRecipients(table: Table): Recipients {
  const entity = recipientEntity(table);
  return {
    readRecipient: ({ ownerId, contactId, orderId }) => readOf<Recipient>(entity, { ownerId, contactId, orderId }),
    keep: (recipient) =>
      transactItem(
        entity,
        (writes) => writes.create({ ...recipient, address: omitUndefined(recipient.address) }),
        () => Busy("An order with this id exists."),
      ),
  };
}
