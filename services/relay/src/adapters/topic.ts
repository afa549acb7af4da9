import { PublishBatchCommand, type SNSClient } from "@aws-sdk/client-sns";

/** A message of a topic; its attributes are what subscribers filter by. */
type Notice = { readonly body: string; readonly attributes: Readonly<Record<string, string>> };

/** An SNS topic. It takes a notice twice when a call is repeated: consumers know it by its id. */
export type Topic = {
  /** Publishes all notices or throws; after a throw some may be out. */
  publish(notices: readonly Notice[]): Promise<void>;
};

/** SNS's limit on the messages of one PublishBatch. */
const maxMessages = 10;

/** A topic by its ARN, ten notices a call. */
export function createTopic(client: SNSClient, topicArn: string): Topic {
  const send = async (notices: readonly Notice[]): Promise<void> => {
    const { Failed = [] } = await client.send(
      new PublishBatchCommand({
        TopicArn: topicArn,
        PublishBatchRequestEntries: notices.map(({ body, attributes }, index) => ({
          Id: String(index),
          Message: body,
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
          ),
        })),
      }),
    );
    if (Failed.length > 0) throw new Error(`SNS did not take ${Failed.length} notices: ${Failed[0]?.Code}.`);
  };

  return {
    async publish(notices) {
      for (let start = 0; start < notices.length; start += maxMessages) {
        await send(notices.slice(start, start + maxMessages));
      }
    },
  };
}
