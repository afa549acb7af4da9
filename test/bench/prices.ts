/** What AWS charges for one thing. */
type Price = {
  /** US dollars for `per` of the unit. */
  readonly dollars: number;
  readonly per: number;
  readonly unit: string;
  /** Where the price was read, and the day of that page. */
  readonly source: string;
};

const million = 1_000_000;

/**
 * Public list prices in us-east-1 (N. Virginia), first tier, without the monthly allowances that an account has free. AWS's
 * own price pages fill their tables by script, so most prices were read where others quote them; none could be compared
 * with AWS's price list from here. All of them are here and nowhere else.
 */
export const prices = {
  apiCall: {
    dollars: 3.5,
    per: million,
    unit: "REST API calls",
    source: "AWS whitepaper Best Practices for Designing API Gateway Private APIs, Cost optimization",
  },
  dataOut: { dollars: 0.09, per: 1e9, unit: "bytes to the internet", source: "awsforengineers.com, 2025-05-19" },
  invocation: {
    dollars: 0.2,
    per: million,
    unit: "Lambda requests",
    source: "AWS whitepaper How AWS Pricing Works, Lambda",
  },
  gigabyteSecond: { dollars: 0.0000133334, per: 1, unit: "GB-seconds, arm64", source: "cloudchipr.com, 2024" },
  readUnit: { dollars: 0.125, per: million, unit: "on-demand read units", source: "airbyte.com, 2025-07-21" },
  writeUnit: { dollars: 0.625, per: million, unit: "on-demand write units", source: "airbyte.com, 2025-07-21" },
  storedMonth: {
    dollars: 0.25,
    per: 1e9,
    unit: "bytes in DynamoDB for a month",
    source: "github.com/srinivasaraogurram, 2024",
  },
  recoverableMonth: {
    dollars: 0.2,
    per: 1e9,
    unit: "bytes under point-in-time recovery for a month",
    source: "finops.com.py, read 2026-11-28",
  },
  event: { dollars: 1, per: million, unit: "custom events of up to 64 KB", source: "cloudburn.io, 2026-03-13" },
  archived: { dollars: 0.1, per: 1e9, unit: "bytes taken into an archive", source: "cloudburn.io, 2026-03-13" },
  queueRequest: { dollars: 0.4, per: million, unit: "SQS requests", source: "cloudburn.io, 2026-03-14" },
  notice: { dollars: 0.5, per: million, unit: "SNS publishes", source: "factualminds.com, 2026-06-13" },
  mail: { dollars: 0.1, per: 1_000, unit: "mails", source: "acecloudinterviews.com, read 2026-11-28" },
  trace: { dollars: 5, per: million, unit: "traces recorded", source: "aws.amazon.com/xray/pricing, read 2026-11-28" },
  logged: { dollars: 0.5, per: 1e9, unit: "bytes of logs taken in", source: "factualminds.com, read 2026-11-28" },
  alarmMonth: { dollars: 0.1, per: 1, unit: "alarms for a month", source: "c3x.dev, read 2026-11-28" },
  secretMonth: { dollars: 0.4, per: 1, unit: "secrets for a month", source: "hivebook.wiki, read 2026-11-28" },
  machineClientMonth: {
    dollars: 6,
    per: 1,
    unit: "app clients with client credentials for a month",
    source: "rhythmictech.com, 2025-05",
  },
} as const satisfies Readonly<Record<string, Price>>;

export type Priced = keyof typeof prices;

/** What so much of something costs, in US dollars. */
export function costOf(priced: Priced, quantity: number): number {
  const { dollars, per } = prices[priced];
  return (quantity * dollars) / per;
}
