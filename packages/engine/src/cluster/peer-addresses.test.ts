import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { addressOf, isOwn, ownAddress, readPeers, requireFreePort } from "./peer-addresses.ts";

describe("readPeers", () => {
  test("reads hosts and ports", () => {
    expect(readPeers(["trainer-0.trainer.default:2222", "10.0.0.7:80"], 1)).toEqual([
      { host: "trainer-0.trainer.default", port: 2222 },
      { host: "10.0.0.7", port: 80 },
    ]);
  });

  test.each(["host", "host:", "host:0", "host:65536", "http://host:1", "a b:1", ":1"])("refuses %j", (peer) => {
    expect(() => readPeers(["10.0.0.7:80", peer], 0)).toThrow(`expected host:port for task 1, got "${peer}"`);
  });

  test("refuses an address that two tasks have, and a task that there is not", () => {
    expect(() => readPeers(["a:1", "b:1", "a:1"], 0)).toThrow("got a:1 for tasks 0 and 2");
    for (const task of [2, -1, 0.5]) {
      expect(() => readPeers(["a:1", "b:1"], task)).toThrow(`from 0 to 1, for 2 peers, got ${task}`);
    }
  });
});

test("the own address is the one that the host name stands for", async () => {
  expect(await ownAddress(0, { host: "127.0.0.3", port: 1 }, 1)).toBe("127.0.0.3");
  await expect(ownAddress(1, { host: "198.51.100.2", port: 7 }, 1)).rejects.toThrow(
    "task 1 is 198.51.100.2:7, at 198.51.100.2, which is no address of this machine",
  );
  await expect(ownAddress(1, { host: "no-such-host.invalid", port: 7 }, 1)).rejects.toThrow(
    'the host name of task 1, "no-such-host.invalid", is not known',
  );
});

test("knows loopback for its own, and no name that there is not", async () => {
  expect([isOwn("127.0.0.9"), isOwn("0.0.0.0"), isOwn("198.51.100.2")]).toEqual([true, true, false]);
  expect(await addressOf("no-such-host.invalid")).toBe(undefined);
});

test("tells whether a port is taken, on any address", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  await expect(requireFreePort(3, port)).rejects.toThrow(`port ${port} of task 3 can't be listened on; it is in use`);
  await new Promise((resolve) => server.close(resolve));
  await requireFreePort(3, port);
});
