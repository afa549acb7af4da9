import * as z from "zod";

/** A call that its route wants told, or one that the gateway refused before any function saw it. */
export const accessNotice = z.strictObject({
  type: z.enum(["access.granted", "access.refused"]),
  requestId: z
    .string()
    .meta({ description: "The API's own id of the call: by it a notice that comes twice is known." }),
  traceId: z.string().optional(),
  at: z.string().meta({ description: "When it was called, as access logs write it (Common Log Format)." }),
  actor: z
    .string()
    .optional()
    .meta({ description: "As journals name callers; absent when the gateway could not tell." }),
  route: z.string().meta({ description: "Method and path with parameters in braces." }),
  path: z.string(),
  status: z.int().min(100).max(599),
  reason: z.string().optional().meta({ description: "The gateway's word for why: `UNAUTHORIZED`, `THROTTLED`, …" }),
});
/** A notice of access as code has it. */
export type AccessNotice = z.output<typeof accessNotice>;

/** A notice as it goes to the topic of access notices. */
export const exampleAccessNotice: AccessNotice = {
  type: "access.refused",
  requestId: "5f0c4f5e-6f9e-4a53-9a57-0a4f3a9c2b11",
  traceId: "1-6ab13400-53995c3f42cd8ad85759e988",
  at: "23/Nov/2026:09:30:00 +0000",
  route: "POST /v1/carts/{cartId}/checkout",
  path: "/v1/carts/crt_01kaq3v8e0m4t6w8y0a2c4e6g8/checkout",
  status: 401,
  reason: "UNAUTHORIZED",
};
