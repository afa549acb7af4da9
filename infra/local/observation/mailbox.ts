import { addressOf } from "../iam/actions.ts";
import { type AwsCall, AwsError, type Context, type Part, type Resources, type Service } from "../ports.ts";
import { accountId, arn } from "../template/physical.ts";

export const ses = {
  source: "SES API v2 Reference; SES Developer Guide",
  types: {
    "AWS::SES::ConfigurationSet": { model: "observation/mailbox.ts", supports: ["Name"] },
    "AWS::SES::ConfigurationSetEventDestination": {
      model: "observation/mailbox.ts",
      supports: [
        ...["ConfigurationSetName", "EventDestination.Name", "EventDestination.Enabled"],
        ...["EventDestination.EventBridgeDestination", "EventDestination.MatchingEventTypes"],
      ],
    },
  },
  create: createMailbox,
} satisfies Service;

type Mail = {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly at: string;
};

export type Mailbox = Part & {
  /** Every mail ever sent, oldest first; a mail sent twice is here twice. */
  mails(): readonly Mail[];
  /** Whether SES tells of its sends; a test turns it off to see what becomes of a mail nobody hears of. */
  setSendEvents(areSent: boolean): void;
};

type SendEmailInput = {
  readonly FromEmailAddress?: string;
  readonly Destination?: { readonly ToAddresses?: readonly string[] };
  readonly Content?: {
    readonly Simple?: { readonly Subject: Data; readonly Body: { readonly Text?: Data; readonly Html?: Data } };
  };
  readonly ConfigurationSetName?: string;
  readonly EmailTags?: readonly { readonly Name: string; readonly Value: string }[];
};
type Data = { readonly Data: string };

/**
 * SES v2 `SendEmail` of simple content into an inspectable mailbox, with the send event of the configuration set.
 * Sources: SES API v2 Reference, SendEmail, MessageTag; SES Developer Guide, "SES events schema reference".
 */
export function createMailbox(context: Context): Mailbox {
  const { resources, clock, random } = context;
  const sets = new Set(
    resources.ofType("AWS::SES::ConfigurationSet").map(({ ref, properties }) => String(properties.Name ?? ref)),
  );
  const telling = setsThatTellOfSends(resources);
  const mails: Mail[] = [];
  let areEventsSent = true;

  const sendEmail = async ({ input }: AwsCall): Promise<Readonly<Record<string, unknown>>> => {
    const mail = mailOf(input as SendEmailInput, sets, messageId(random), new Date(clock.now()).toISOString());
    mails.push(mail);
    const { ConfigurationSetName: set } = input as SendEmailInput;
    if (set !== undefined && telling.has(set) && areEventsSent) tell(context, mail, set);
    return { MessageId: mail.messageId };
  };
  return {
    apis: [{ service: "ses", operations: { SendEmail: sendEmail } }],
    mails: () => [...mails],
    setSendEvents(areSent) {
      areEventsSent = areSent;
    },
  };
}

function setsThatTellOfSends(resources: Resources): ReadonlySet<string> {
  const destinations = resources.ofType("AWS::SES::ConfigurationSetEventDestination").filter(({ properties }) => {
    const { Enabled, MatchingEventTypes } = properties.EventDestination as {
      Enabled?: boolean;
      MatchingEventTypes: readonly string[];
    };
    return Enabled !== false && MatchingEventTypes.some((type) => type.toUpperCase() === "SEND");
  });
  return new Set(destinations.map(({ properties }) => String(properties.ConfigurationSetName)));
}

function mailOf(input: SendEmailInput, sets: ReadonlySet<string>, id: string, at: string): Mail {
  const { FromEmailAddress: from = "", Destination, Content, ConfigurationSetName: set, EmailTags = [] } = input;
  const to = Destination?.ToAddresses ?? [];
  if (set !== undefined && !sets.has(set))
    throw new AwsError("NotFoundException", `Configuration set <${set}> does not exist.`, 404);
  if (Content?.Simple === undefined)
    throw new AwsError("BadRequestException", "The local mailbox takes simple content only.");
  if (to.length === 0) throw new AwsError("BadRequestException", "At least one recipient is required.");
  for (const address of [from, ...to]) refuseBadAddress(address);
  for (const { Name, Value } of EmailTags) refuseBadTag(Name, Value);
  const { Subject, Body } = Content.Simple;
  const tags = Object.fromEntries(EmailTags.map(({ Name, Value }) => [Name, Value]));
  return { messageId: id, to, from, subject: Subject.Data, text: Body.Text?.Data, html: Body.Html?.Data, tags, at };
}

function refuseBadAddress(mailbox: string): void {
  const address = addressOf(mailbox);
  if (!address.includes("@")) throw new AwsError("BadRequestException", "Missing final '@domain'");
  if (!/^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(address))
    throw new AwsError("BadRequestException", "Domain or local part contains illegal character");
}

/** SES takes ASCII letters, digits, `_` and `-` in tags, at most 256 of them. */
function refuseBadTag(name: string, value: string): void {
  if (/^[\w-]{1,256}$/.test(name) && /^[\w-]{1,256}$/.test(value)) return;
  throw new AwsError(
    "BadRequestException",
    `Invalid tag <${name}: ${value}>: only alphanumeric ASCII characters, '_' and '-' are allowed.`,
  );
}

function messageId(random: () => number): string {
  const hex = (length: number) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
  return `01000${hex(11)}-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}-000000`;
}

/** SES tells of a send after it has answered, and on a best-effort basis: a bus that refuses is only logged. */
function tell(context: Context, mail: Mail, set: string): void {
  const entry = {
    Source: "aws.ses",
    DetailType: "Email Sent",
    EventBusName: "default",
    Resources: [arn("ses", `configuration-set/${set}`)],
    Detail: JSON.stringify(sendEvent(mail, set)),
  };
  context.clock.after(0, () => {
    context.call("events", "PutEvents", { Entries: [entry] }).catch((error: unknown) => {
      context.logs.write("/aws/ses", `send event of ${mail.messageId} was not published: ${String(error)}`);
    });
  });
}

function sendEvent({ messageId: id, at, from, to, subject, tags }: Mail, set: string): object {
  const fromAddress = addressOf(from);
  const lists = {
    "ses:source-tls-version": ["TLSv1.3"],
    "ses:operation": ["SendEmail"],
    "ses:configuration-set": [set],
    "ses:from-domain": [fromAddress.split("@").at(-1) ?? ""],
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  };
  return {
    eventType: "Send",
    mail: {
      timestamp: at,
      source: from,
      sendingAccountId: accountId,
      messageId: id,
      destination: to,
      headersTruncated: false,
      commonHeaders: { from: [from], to, messageId: id, subject },
      tags: lists,
    },
    send: {},
  };
}
