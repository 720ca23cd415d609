/** Two networks of this machine, joined by a cable that can be cut; only root can make them. */
import { execFileSync, spawnSync } from "node:child_process";

const names = [0, 1].map((index) => `tresnet${process.pid}-${index}`);
const cables = [0, 1].map((index) => `tn${process.pid % 100_000}-${index}`);
const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });

/** Whether this process may make networks. */
export function canMakeNetworks(): boolean {
  const name = `tresnet${process.pid}-probe`;
  if (spawnSync("ip", ["netns", "add", name]).status !== 0) return false;
  return spawnSync("ip", ["netns", "del", name]).status === 0;
}

/** Makes them, and returns the addresses in them, how to run a command in each, and how to cut the cable. */
export function makeNetworks() {
  const addresses = ["10.99.0.1", "10.99.0.2"];
  for (const name of names) ip("netns", "add", name);
  const [[a = "", b = ""], [nameA = "", nameB = ""]] = [cables, names];
  ip("link", "add", a, "netns", nameA, "type", "veth", "peer", "name", b, "netns", nameB);
  for (const [index, name] of names.entries()) {
    const cable = cables[index] ?? "";
    ip("-n", name, "addr", "add", `${addresses[index]}/24`, "dev", cable);
    for (const link of ["lo", cable]) ip("-n", name, "link", "set", link, "up");
  }
  return {
    addresses,
    through: names.map((name) => ["ip", "netns", "exec", name]),
    cut: () => ip("-n", nameA, "link", "set", a, "down"),
  };
}

/** Removes what was made. */
export function removeNetworks(): void {
  for (const name of names) spawnSync("ip", ["netns", "del", name]);
}
