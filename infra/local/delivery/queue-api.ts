import { type AwsApi, type AwsCall, AwsError, type Clock, type QueuePolicies, type Random } from "../ports.ts";
import { uuid } from "./ids.ts";
import { list, record, text, within } from "./input.ts";
import { messageOperations } from "./message-api.ts";
import { type MoveTask, moveMessages } from "./move-task.ts";
import type { Queue } from "./queue.ts";
import { attachPolicy, changeOf, shownAttributes } from "./queue-attributes.ts";
import type { Queues } from "./queues.ts";

type QueueApiNeeds = {
  readonly queues: Queues;
  readonly queuePolicies: QueuePolicies;
  readonly clock: Clock;
  readonly random: Random;
};

/** The operations of `sqs` that the stack, its tests, consumers of its facts and a person with the AWS CLI use. */
export function createQueueApi(needs: QueueApiNeeds): AwsApi {
  const { queues, clock, random } = needs;
  const tasks: MoveTask[] = [];
  const queueOf = ({ input }: AwsCall) => queues.get(text(input, "QueueUrl"));

  function startMove({ input }: AwsCall) {
    const { DestinationArn } = input;
    const request = {
      SourceArn: text(input, "SourceArn"),
      ...(typeof DestinationArn === "string" ? { DestinationArn } : {}),
    };
    tasks.unshift(moveMessages(queues.all(), request, clock.now(), random));
    for (const queue of queues.all()) queues.wake(queue.settings.arn);
    return { TaskHandle: uuid(random) };
  }

  return {
    service: "sqs",
    operations: {
      ...messageOperations(queues, clock),
      ...ownQueueOperations(needs),
      GetQueueUrl: async ({ input }) => ({ QueueUrl: queues.get(text(input, "QueueName")).settings.url }),
      GetQueueAttributes: async (call) => {
        const names = list(call.input, "AttributeNames").map(String);
        return { Attributes: shownAttributes(queueOf(call), names, clock.now()) };
      },
      ListQueues: async ({ input }) => {
        const names = queues
          .all()
          .filter(({ settings }) => settings.name.startsWith(String(input.QueueNamePrefix ?? "")));
        return { QueueUrls: names.map(({ settings }) => settings.url) };
      },
      ListDeadLetterSourceQueues: async (call) => {
        const { arn } = queueOf(call).settings;
        const sources = queues.all().filter(({ settings }) => settings.redrive?.deadLetterArn === arn);
        return { queueUrls: sources.map(({ settings }) => settings.url) };
      },
      PurgeQueue: async (call) => {
        queueOf(call).messages.clear();
        return {};
      },
      StartMessageMoveTask: async (call) => startMove(call),
      ListMessageMoveTasks: async ({ input }) => {
        const SourceArn = text(input, "SourceArn");
        const recent = tasks.filter((task) => task.SourceArn === SourceArn);
        return { Results: recent.slice(0, within(input, "MaxResults", 1, 10, 1)) };
      },
    },
  };
}

/** What a person may do with queues beside the template's; these end with the stack. */
function ownQueueOperations({ queues, queuePolicies, clock }: QueueApiNeeds): AwsApi["operations"] {
  function create({ input }: AwsCall) {
    const name = text(input, "QueueName");
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
      const reason = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";
      throw new AwsError("InvalidParameterValue", `One or more parameters are invalid. Reason: ${reason}`);
    }
    const attributes = record(input, "Attributes");
    const change = changeOf(attributes, queues.has);
    if (queues.has(name)) return { QueueUrl: sameQueue(queues.get(name), attributes, clock.now()) };
    const { settings } = queues.create({ name, ...change });
    try {
      attachPolicy(queuePolicies, settings);
    } catch (error) {
      queues.delete(name);
      throw error;
    }
    return { QueueUrl: settings.url };
  }

  function setAttributes({ input }: AwsCall) {
    const queue = ownQueue(queues, input);
    const settings = { ...queue.settings, ...changeOf(record(input, "Attributes"), queues.has) };
    attachPolicy(queuePolicies, settings);
    queue.settings = settings;
    queue.modifiedAt = clock.now();
    return {};
  }

  return {
    CreateQueue: async (call) => create(call),
    SetQueueAttributes: async (call) => setAttributes(call),
    DeleteQueue: async ({ input }) => {
      const { arn } = ownQueue(queues, input).settings;
      queues.delete(arn);
      queuePolicies.attach(arn);
      return {};
    },
  };
}

/** Asking again for a queue gives its URL, but not with other attributes (API reference, CreateQueue). */
function sameQueue(queue: Queue, attributes: Readonly<Record<string, unknown>>, now: number): string {
  const own = shownAttributes(queue, Object.keys(attributes), now);
  const other = Object.entries(attributes).find(([name, value]) => own[name] !== value);
  if (other === undefined) return queue.settings.url;
  const why = "A queue already exists with the same name and a different value for attribute";
  throw new AwsError("QueueNameExists", `${why} ${other[0]}`);
}

function ownQueue(queues: Queues, input: AwsCall["input"]): Queue {
  const queue = queues.get(text(input, "QueueUrl"));
  if (!queue.settings.fixed) return queue;
  throw new AwsError("UnsupportedOperation", `${queue.settings.name} belongs to the template, which alone changes it.`);
}
