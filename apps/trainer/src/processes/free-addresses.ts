/** Addresses on this machine alone, for processes that talk to each other. */
import { createServer } from "node:net";

/** So many addresses, `127.0.0.1:port`, that nobody listens on now. */
export async function freeAddresses(count: number): Promise<string[]> {
  const servers = await Promise.all(Array.from({ length: count }, listening));
  const addresses = servers.map((server) => {
    const address = server.address();
    if (typeof address === "string" || address === null) throw new Error("freeAddresses: expected a port, got none.");
    return `${address.address}:${address.port}`;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return addresses;
}

async function listening() {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return server;
}
