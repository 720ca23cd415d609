/** Addresses of this machine alone, for processes that talk to each other. */
import { createServer } from "node:net";

// Systems give connections ports from 32768 on (Linux) or 49152 on: a port from there may be a connection's before its
// process listens.
const [firstPort, portCount] = [10_000, 20_000];
// Processes that ask at the same time begin elsewhere, and none gives a port twice.
let nextPort = (process.pid * 101) % portCount;

/**
 * Finds addresses, `127.0.0.1:port`, for processes of a cluster on this machine: ports that nobody listens on, none of
 * those that connections are given by chance, and others at every call.
 * @throws Error when there are not so many.
 */
export async function loopbackAddresses(count: number): Promise<string[]> {
  const addresses: string[] = [];
  for (let tried = 0; addresses.length < count; tried++) {
    if (tried === portCount) {
      throw new Error(`loopbackAddresses: expected ${count} free ports from ${firstPort} on, got ${addresses.length}.`);
    }
    const port = firstPort + (nextPort++ % portCount);
    if (await isFree(port)) addresses.push(`127.0.0.1:${port}`);
  }
  return addresses;
}

/** Whether nobody listens on the port, on any address: TensorFlow's server takes all of them. */
function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
