/** What each operation of a pickle does; those that a state dict never uses are left out, and so refused. */
import { NumpyArray, NumpyType } from "./numpy-values.ts";
import { InertValue, PickledName, PickleError, type PickleMachine } from "./pickle-machine.ts";

type Operation = (machine: PickleMachine) => void;

/** Operations by their byte, under pickletools' names. */
export const pickleOperations: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  // Numbers and constants
  [code("N"), (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [code("J"), (m) => m.push(m.int32())],
  [code("K"), (m) => m.push(m.byte())],
  [code("M"), (m) => m.push(m.uint16())],
  [code("G"), (m) => m.push(m.float64())],
  [0x8a, (m) => m.push(signed(m.bytes(m.byte())))], // LONG1
  [0x8b, (m) => m.push(longInteger(m))], // LONG4
  // Text and bytes
  [code("X"), (m) => m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.text(m.byte()))], // SHORT_BINUNICODE
  [0x8d, (m) => m.push(m.text(m.uint64()))], // BINUNICODE8
  [code("U"), (m) => m.push(m.text(m.byte()))], // SHORT_BINSTRING, Python 2's text
  [code("T"), (m) => m.push(m.text(m.uint32()))], // BINSTRING
  [code("C"), (m) => m.push(m.bytes(m.byte()))],
  [code("B"), (m) => m.push(m.bytes(m.uint32()))],
  [0x8e, (m) => m.push(m.bytes(m.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.bytes(m.uint64()))], // BYTEARRAY8
  // Lists, tuples, dicts
  [code("("), (m) => m.mark()],
  [code("]"), (m) => m.push([])],
  [code("}"), (m) => m.push(new Map())],
  [code(")"), (m) => m.push([])],
  [code("t"), (m) => m.push(m.popToMark())],
  [0x85, (m) => m.push(popSeveral(m, 1))],
  [0x86, (m) => m.push(popSeveral(m, 2))],
  [0x87, (m) => m.push(popSeveral(m, 3))],
  [code("a"), (m) => append(m, [m.pop()])],
  [code("e"), (m) => append(m, m.popToMark())],
  [code("s"), (m) => setItems(m, popSeveral(m, 2))],
  [code("u"), (m) => setItems(m, m.popToMark())],
  [0x8f, (m) => m.push(new InertValue("a set"))], // EMPTY_SET
  [0x90, addItems],
  [0x91, frozenSet],
  // The stack itself
  [code("0"), (m) => void m.pop()],
  [code("1"), (m) => void m.popToMark()],
  [code("2"), (m) => m.push(m.top())],
  // Names, calls, and what lies outside
  [code("c"), (m) => m.pushName(m.line(), m.line())],
  [0x93, stackGlobal],
  [code("R"), call],
  [0x81, call], // NEWOBJ, a class and its arguments
  [code("b"), build],
  [code("Q"), (m) => m.push(m.rules.persistent(m.pop()))],
  // The memo
  [code("q"), (m) => m.remember(m.byte())],
  [code("r"), (m) => m.remember(m.uint32())],
  [0x94, (m) => m.remember(m.memo.size)],
  [code("h"), (m) => recall(m, m.byte())],
  [code("j"), (m) => recall(m, m.uint32())],
  // Headers
  [0x80, protocol],
  [0x95, (m) => void m.bytes(8)], // FRAME: how many bytes follow
]);

function code(letter: string): number {
  return letter.charCodeAt(0);
}

function protocol(machine: PickleMachine): void {
  const version = machine.byte();
  if (version < 2 || version > 5) throw new PickleError(`the pickle has protocol ${version}, expected 2 to 5`);
}

/** Little-endian two's complement. */
function signed(bytes: Uint8Array): number {
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return Number(BigInt.asIntN(bytes.length * 8, value));
}

function longInteger(machine: PickleMachine): number {
  const length = machine.uint32();
  if (length > 1024) throw new PickleError(`the pickle has a whole number of ${length} bytes, the limit is 1024`);
  return signed(machine.bytes(length));
}

function addItems(machine: PickleMachine): void {
  machine.popToMark();
  if (!(machine.top() instanceof InertValue)) throw new PickleError("the pickle adds to something that is no set");
}

function frozenSet(machine: PickleMachine): void {
  machine.popToMark();
  machine.push(new InertValue("a set"));
}

function popSeveral(machine: PickleMachine, count: number): unknown[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function append(machine: PickleMachine, values: readonly unknown[]): void {
  const list = machine.top();
  if (list instanceof InertValue) return; // a deque
  if (!Array.isArray(list)) throw new PickleError("the pickle appends to something that is no list");
  for (const value of values) list.push(value);
}

function setItems(machine: PickleMachine, items: readonly unknown[]): void {
  const dict = machine.top();
  if (dict instanceof InertValue) return;
  if (!(dict instanceof Map) || items.length % 2 !== 0) {
    throw new PickleError("the pickle sets items of something that is no dict");
  }
  for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
}

function stackGlobal(machine: PickleMachine): void {
  const [module, name] = popSeveral(machine, 2);
  if (typeof module !== "string" || typeof name !== "string") throw new PickleError("the pickle names no global");
  machine.pushName(module, name);
}

function call(machine: PickleMachine): void {
  const [callee, args] = popSeveral(machine, 2);
  const run = callee instanceof PickledName ? machine.rules.functionOf(callee.name) : undefined;
  if (run === undefined || !Array.isArray(args)) {
    throw new PickleError(
      `the pickle calls ${callee instanceof PickledName ? callee.name : "a value"}, which can't be called`,
    );
  }
  machine.push(run(args, (values) => machine.spend(values)));
}

/**
 * Attributes of an object, such as the version numbers that PyTorch notes on its dicts: nobody needs them here, but for
 * what is in NumPy's arrays.
 */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const target = machine.top();
  if (target instanceof NumpyArray || target instanceof NumpyType) target.setState(state);
  if (typeof target !== "object" || target === null || Array.isArray(target)) {
    throw new PickleError("the pickle sets attributes of something that has none");
  }
}

function recall(machine: PickleMachine, index: number): void {
  if (!machine.memo.has(index)) throw new PickleError(`the pickle recalls value ${index}, which it never stored`);
  machine.push(machine.memo.get(index));
}
