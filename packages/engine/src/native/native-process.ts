/**
 * The few things that the engine asks of the process itself, by libc: its real environment (a worker thread's
 * `process.env` is a copy that native code never sees), a library that is never unloaded, and a quiet stderr.
 */
import { fstatSync } from "node:fs";
import koffi from "koffi";

const libc = koffi.load(null);
const setenv = libc.func("setenv", "int", ["str", "str", "int"]);
const getenv = libc.func("getenv", "str", ["str"]);
const dlopen = libc.func("dlopen", "void *", ["str", "int"]);
const dlerror = libc.func("dlerror", "str", []);
const dup = libc.func("dup", "int", ["int"]);
const dup2 = libc.func("dup2", "int", ["int", "int"]);
const open = libc.func("open", "int", ["str", "int"]);
const close = libc.func("close", "int", ["int"]);

const RTLD_LAZY = 1;
const RTLD_NODELETE = process.platform === "darwin" ? 0x80 : 0x1000;
const O_WRONLY = 1;
const stderr = 2;

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/**
 * Lets the system end this process by SIGKILL as soon as the one that has started it ends, however that ends, and even
 * while this one is stopped. On Linux; elsewhere it does nothing.
 */
export function endWithParent(): void {
  if (process.platform !== "linux") return;
  const parent = process.ppid;
  libc.func("prctl", "int", ["int", "long", "long", "long", "long"])(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  // Whose parent has ended meanwhile has another one.
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
}

/** Sets an environment variable for native code unless the user has set it. */
function defaultEnvironment(name: string, value: string): void {
  if (getenv(name) === null) setenv(name, value, 1);
}

/**
 * Sets the environment that TensorFlow reads once, when it is loaded: no chatter, and oneDNN's kernels. By itself
 * TensorFlow takes those on x86 only where the CPU has AVX-512 VNNI or later, and has no NCHW and no gradient of
 * dilated convolutions without them.
 * @see https://github.com/tensorflow/tensorflow/blob/v2.21.0/tensorflow/core/util/util.cc
 */
export function defaultTensorFlowEnvironment(): void {
  defaultEnvironment("TF_CPP_MIN_LOG_LEVEL", "2");
  if (process.arch === "x64") defaultEnvironment("TF_ENABLE_ONEDNN_OPTS", "1");
}

/**
 * Loads a library for the life of the process. TensorFlow's threads outlive a worker thread and the event loop; were
 * the library unloaded at their end, the process would crash on exit.
 * @throws Error with the loader's own words.
 */
export function keepLoaded(file: string): void {
  if (dlopen(file, RTLD_LAZY | RTLD_NODELETE) === null) {
    throw new Error(`keepLoaded: ${dlerror()}`);
  }
}

/**
 * Runs `action` with the process's stderr pointed at /dev/null: TensorFlow prints two lines while it loads, before any
 * log level is read. TRESNET_DEBUG leaves them visible.
 *
 * The stderr is that of all threads. One that comes while another is in here finds it at /dev/null and leaves it alone:
 * it would put that back after the other has put back the true one.
 */
export function silently<T>(action: () => T): T {
  if (process.env.TRESNET_DEBUG) return action();
  const saved: number = dup(stderr);
  const nowhere: number = open("/dev/null", O_WRONLY);
  const isQuiet = fstatSync(saved).rdev === fstatSync(nowhere).rdev;
  if (!isQuiet) dup2(nowhere, stderr);
  try {
    return action();
  } finally {
    if (!isQuiet) dup2(saved, stderr);
    close(saved);
    close(nowhere);
  }
}
