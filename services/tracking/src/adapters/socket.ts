import { openDoors } from "@millrace/contracts/define-door";
import { lazy } from "@millrace/kernel/lazy";
import { type SocketRoutes, socketHandler } from "@millrace/lambda/socket";

const load = lazy(async (): Promise<SocketRoutes> => {
  const [{ ports }, { socketDoors }, { connect }, { disconnect }, { answer }] = await Promise.all([
    import("../env.ts"),
    import("./socket-doors.ts"),
    import("../commands/connect.ts"),
    import("../commands/disconnect.ts"),
    import("../commands/answer.ts"),
  ]);
  const doors = openDoors(socketDoors, ports.table);
  return {
    connect: (connection) => connect(ports, connection),
    disconnect: ({ connectionId, caller: { ownerId } }) => disconnect(ports, { connectionId, ownerId }),
    message: (connection, text) => answer(ports, doors, connection, text),
  };
});

/** `tracking-socket`: `$connect`, `$disconnect`, and `$default` for every message. */
export const handler = socketHandler(load);
