/** Addresses of this machine for processes that talk to each other. */
import { createServer } from "node:net";

/** So many addresses `host:port` that nobody listened on until now. */
export async function loopbackAddresses(count: number): Promise<string[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listening()));
  return Promise.all(servers.map(({ port, close }) => close().then(() => `127.0.0.1:${port}`)));
}

async function listening(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: typeof address === "object" && address !== null ? address.port : 0, close };
}
