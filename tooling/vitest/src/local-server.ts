/** A server of this machine alone, for tests. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A server that listens. */
export interface LocalServer {
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Ends it, and connections with it. */
  close(): Promise<void>;
}

/** What answers a request; where it fails, the connection is cut. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Starts a server on a free port. */
export async function localServer(answer: Answer): Promise<LocalServer> {
  const server = createServer((request, response) => {
    // A connection that the test cuts ends the reading of its request.
    Promise.resolve(answer(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One end of several servers. */
export async function closeAll(servers: readonly LocalServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server.close()));
}
