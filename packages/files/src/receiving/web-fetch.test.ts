import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { proxiesOf, webFetch } from "./web-fetch.ts";

const variables = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"].flatMap((name) => [name, name.toLowerCase()]);

let target: Server;
let proxy: Server;
/** What the proxy was asked for. */
let asked: string[] = [];

beforeEach(async () => {
  for (const name of variables) vi.stubEnv(name, undefined);
  asked = [];
  target = createServer((request, response) => {
    if (request.url === "/moved") response.writeHead(302, { location: "/here", "x-note": "kept" }).end();
    else response.end(`hello from ${request.headers.host}`);
  });
  proxy = createServer((request: IncomingMessage, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.headers["proxy-authorization"] !== undefined)
      asked.push(String(request.headers["proxy-authorization"]));
    response.end("from the proxy");
  });
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const [host = "", port] = String(request.url).split(":");
    const tunnel = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
  });
  for (const server of [target, proxy]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of [target, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

const addressOf = (server: Server) => `127.0.0.1:${portOf(server.address())}`;
function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("expected a port");
  return address.port;
}
const text = async (url: string) => (await webFetch(url)).text();

test("goes straight where no proxy is named", async () => {
  expect(await text(`http://${addressOf(target)}/`)).toBe(`hello from ${addressOf(target)}`);
  expect(asked).toEqual([]);
});

test.each(["HTTP_PROXY", "http_proxy", "ALL_PROXY"])("goes through %s, and not for hosts of NO_PROXY", async (name) => {
  vi.stubEnv(name, `http://ada:secret@${addressOf(proxy)}`);
  expect(await text("http://pictures.example/a.zip")).toBe("from the proxy");
  expect(asked).toEqual(["GET http://pictures.example/a.zip", `Basic ${Buffer.from("ada:secret").toString("base64")}`]);
  vi.stubEnv("NO_PROXY", "localhost,127.0.0.1");
  asked = [];
  expect(await text(`http://${addressOf(target)}/`)).toBe(`hello from ${addressOf(target)}`);
  expect(asked).toEqual([]);
});

test("asks HTTPS_PROXY for a tunnel to an https address, and for no http address", async () => {
  vi.stubEnv("HTTPS_PROXY", addressOf(proxy)); // curl takes it without http://, too
  // The server speaks no TLS: that the tunnel is asked for is what counts.
  await expect(webFetch(`https://${addressOf(target)}/`)).rejects.toThrow("fetch failed");
  expect(asked).toEqual([`CONNECT ${addressOf(target)}`]);
  expect(await text(`http://${addressOf(target)}/`)).toContain("hello");
  expect(asked).toHaveLength(1);
});

test("hands redirects over where they are not followed, with and without a proxy", async () => {
  const url = `http://${addressOf(target)}/moved`;
  expect((await webFetch(url, { redirect: "manual" })).headers.get("x-note")).toBe("kept");
  vi.stubEnv("HTTP_PROXY", addressOf(proxy));
  vi.stubEnv("NO_PROXY", "127.0.0.1");
  const { status, headers } = await webFetch(url, { redirect: "manual" });
  expect([status, headers.get("location"), headers.get("x-note")]).toEqual([302, "/here", "kept"]);
  expect(await text(url)).toContain("hello");
});

test("ends with its signal, through a proxy too", async () => {
  vi.stubEnv("HTTP_PROXY", addressOf(proxy));
  await expect(
    webFetch("http://pictures.example/", { signal: AbortSignal.abort(new Error("enough")) }),
  ).rejects.toThrow("enough");
});

test.each([
  ["HTTPS_PROXY", "socks5://ada:secret@proxy:1080", "got one of socks5://"],
  ["http_proxy", "http://[", "got no address"],
])("names %s where it is no HTTP proxy, and keeps its password to itself", (name, value, message) => {
  expect(() => proxiesOf({ [name]: value })).toThrow(`${name}: expected the address of an HTTP proxy`);
  expect(() => proxiesOf({ [name]: value })).toThrow(message);
  expect(() => proxiesOf({ [name]: value })).not.toThrow("secret");
});
