/**
 * Payload quotas of a synchronous invocation, in bytes of JSON. Source: Lambda Developer Guide, "Lambda quotas" (6 MB each
 * way); the numbers are those of Lambda's own messages, "Request must be smaller than 6291456 bytes for the InvokeFunction
 * operation" and "Response payload size exceeded maximum allowed payload size (6291556 bytes)".
 */
export const requestBytes = 6_291_456;
export const responseBytes = 6_291_556;
/** Of an event for asynchronous invocation (same page). */
export const eventBytes = 1_048_576;
