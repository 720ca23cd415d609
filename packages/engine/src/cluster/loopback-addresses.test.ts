import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { loopbackAddresses } from "./loopback-addresses.ts";

const portOf = (address: string | undefined) => Number(address?.split(":")[1]);

test("gives addresses that can be listened on, none twice, and none of the ports of connections", async () => {
  const addresses = [...(await loopbackAddresses(3)), ...(await loopbackAddresses(2))];
  expect(new Set(addresses).size).toBe(5);
  for (const address of addresses) {
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(portOf(address)).toBeLessThan(32_768);
    const server = createServer().listen(portOf(address), "127.0.0.1");
    await once(server, "listening");
    server.close();
  }
});

test("passes over a port that is taken", async () => {
  const [address] = await loopbackAddresses(1);
  const server = createServer().listen(portOf(address) + 1, "127.0.0.1");
  await once(server, "listening");
  const [next] = await loopbackAddresses(1);
  server.close();
  expect(portOf(next)).toBeGreaterThan(portOf(address) + 1);
});
