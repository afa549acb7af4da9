import type { TakeLines } from "@millrace/lambda/logs";
import type { Topic } from "../adapters/topic.ts";
import { noticeOf } from "../domain/access-notice.ts";

/**
 * Publishes the calls worth a notice to the topic of access notices. A line may be published twice, when Lambda repeats a
 * failed call: subscribers know it by the attribute `requestId`.
 */
export function publishAccessNotices(topic: Topic, noticedRoutes: ReadonlySet<string>): TakeLines {
  return async (lines) => {
    const notices = lines.flatMap((line) => noticeOf(line, noticedRoutes) ?? []);
    await topic.publish(
      notices.map((notice) => ({
        body: JSON.stringify(notice),
        attributes: {
          type: notice.type,
          route: notice.route,
          status: String(notice.status),
          requestId: notice.requestId,
          ...(notice.actor === undefined ? {} : { actor: notice.actor }),
        },
      })),
    );
  };
}
