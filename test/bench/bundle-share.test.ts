import { describe, expect, it } from "vitest";
import { sdkBytes } from "./bundle-share.ts";

describe("sdkBytes", () => {
  it("counts what the runtime's own SDK consists of, wherever it is installed", () => {
    const inputs = {
      "node_modules/@aws-sdk/client-dynamodb/index.js": { bytesInOutput: 100 },
      "node_modules/@smithy/core/index.js": { bytesInOutput: 10 },
      "services/relay/node_modules/@aws-sdk/client-sns/index.js": { bytesInOutput: 1 },
      "node_modules/@aws-lambda-powertools/logger/index.js": { bytesInOutput: 5_000 },
      "node_modules/electrodb/index.js": { bytesInOutput: 5_000 },
      "function:orders-api": { bytesInOutput: 5_000 },
    };
    expect(sdkBytes(inputs)).toBe(111);
  });
});
