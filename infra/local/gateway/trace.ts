import { formatTraceHeader, newSegmentId, parseTraceHeader } from "../functions/segments.ts";
import { accountId, region } from "../template/physical.ts";
import type { Api } from "./api.ts";
import { headerOf, type Request, type RequestTrace } from "./request.ts";

export function beginTrace(headers: Request["headers"], now: number): RequestTrace {
  const { root, parent } = parseTraceHeader(headerOf({ headers }, "x-amzn-trace-id"), now);
  const segmentId = newSegmentId();
  return { root, parent, segmentId, header: formatTraceHeader(root, segmentId) };
}

/**
 * The gateway's own segment (X-Ray Developer Guide, "Segment documents"). The address stands without its query string
 * and the caller without address or agent: traces hold no personal data.
 */
export function segmentOf(api: Api, request: Request, status: number, length: number, now: number) {
  const { trace, requestId } = request;
  const stage = api.stage.StageName;
  return {
    name: `${api.name}/${stage}`,
    id: trace.segmentId,
    trace_id: trace.root,
    ...(trace.parent !== undefined && { parent_id: trace.parent }),
    origin: "AWS::ApiGateway::Stage",
    resource_arn: `arn:aws:apigateway:${region}::/restapis/${api.id}/stages/${stage}`,
    start_time: request.receivedAt / 1000,
    end_time: now / 1000,
    http: {
      request: { method: request.httpMethod, url: `http://${headerOf(request, "host") ?? ""}${request.path}` },
      response: { status, content_length: length },
    },
    aws: { api_gateway: { account_id: accountId, rest_api_id: api.id, stage, request_id: requestId } },
    ...(status >= 400 && status < 500 && { error: true }),
    ...(status === 429 && { throttle: true }),
    ...(status >= 500 && { fault: true }),
  };
}
