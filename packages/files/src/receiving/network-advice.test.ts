import { expect, test } from "vitest";
import { networkAdvice } from "./network-advice.ts";

test.each(["self-signed certificate in certificate chain", "unable to get local issuer certificate"])(
  "%s: a proxy's own certificate can be given to Node",
  (reason) => expect(networkAdvice(reason)).toContain("NODE_EXTRA_CA_CERTS"),
);

test("anything else: the network and its proxy", () => {
  expect(networkAdvice("connect ECONNREFUSED 127.0.0.1:443")).toContain("HTTPS_PROXY");
});
