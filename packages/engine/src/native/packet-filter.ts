/**
 * Narrows a listening socket of this process to one IPv4 address, by a packet filter of the kernel (Linux):
 * TensorFlow's server listens on every address of the machine, and takes no other.
 * @see https://www.kernel.org/doc/html/latest/networking/filter.html
 */
import { readdirSync } from "node:fs";
import koffi from "koffi";

const instruction = koffi.struct({ code: "uint16", jt: "uint8", jf: "uint8", k: "uint32" }); // sock_filter
const program = koffi.struct({ len: "uint16", filter: koffi.pointer(instruction) }); // sock_fprog
const libc = koffi.load(null);
const setsockopt = libc.func("setsockopt", "int", ["int", "int", "int", koffi.pointer(program), "uint32"]);
const getsockopt = libc.func("getsockopt", "int", ["int", "int", "int", "void *", "void *"]);
const getsockname = libc.func("getsockname", "int", ["int", "void *", "void *"]);

const [SOL_SOCKET, SO_ATTACH_FILTER, SO_ACCEPTCONN] = [1, 26, 30];
const networkHeader = 0xff_f0_00_00; // SKF_NET_OFF
const [loadByte, loadWord, and, jumpIfEqual, answer] = [0x30, 0x20, 0x54, 0x15, 0x06];
const sockaddrBytes = 28; // sockaddr_in6, the longer one

/**
 * Lets the listening sockets of `port` take only packets that were sent to `address`, four numbers of IPv4; whoever
 * calls another address of the machine gets no answer. Connections that were accepted before stay.
 * @throws Error when there is no such socket, or the kernel refuses the filter.
 */
export function acceptOnly(port: number, address: string): void {
  const sockets = readdirSync("/proc/self/fd")
    .map(Number)
    .filter((file) => isListening(file) && portOf(file) === port);
  if (sockets.length === 0) throw new Error(`acceptOnly: no socket of this process listens on port ${port}.`);
  const filter = onlyTo(address);
  for (const socket of sockets) {
    const given = { len: filter.length, filter };
    if (setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, given, koffi.sizeof(program)) !== 0) {
      throw new Error(`acceptOnly: the system refused to limit port ${port} to ${address}.`);
    }
  }
}

/** The filter's program: IP version 4, and this destination. */
function onlyTo(address: string) {
  const destination = address.split(".").reduce((bits, byte) => bits * 256 + Number(byte), 0);
  const [versionAt, destinationAt, pass, drop] = [networkHeader, networkHeader + 16, 0xff_ff_ff_ff, 0];
  return [
    { code: loadByte, jt: 0, jf: 0, k: versionAt },
    { code: and, jt: 0, jf: 0, k: 0xf0 },
    { code: jumpIfEqual, jt: 0, jf: 3, k: 0x40 },
    { code: loadWord, jt: 0, jf: 0, k: destinationAt },
    { code: jumpIfEqual, jt: 0, jf: 1, k: destination },
    { code: answer, jt: 0, jf: 0, k: pass },
    { code: answer, jt: 0, jf: 0, k: drop },
  ];
}

function isListening(file: number): boolean {
  const value = Int32Array.of(0);
  return getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, value, Int32Array.of(4)) === 0 && value[0] === 1;
}

/** The port that a socket is bound to; its family stands before it, in IPv4 as in IPv6. */
function portOf(file: number): number {
  const name = new DataView(new ArrayBuffer(sockaddrBytes));
  const status: number = getsockname(file, name, Int32Array.of(sockaddrBytes));
  return status === 0 ? name.getUint16(2) : -1;
}
