/** What the processor is and which vector instructions it has, as the operating system tells it. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";

/** The processor of this machine, and what TensorFlow can do on it. */
export interface CpuFeatures {
  /** The processor's name as the system tells it; "unknown" where it does not. */
  readonly model: string;
  /** How many cores this process may use. */
  readonly cores: number;
  /**
   * The vector instructions that matter for TensorFlow's speed, sorted, in Linux's spelling for x86 ("avx512_bf16") or
   * for Arm ("bf16"); empty where the system does not tell.
   */
  readonly instructionSets: readonly string[];
  /**
   * Whether TensorFlow computes in bfloat16 natively (AVX512-BF16 or AMX-BF16), not by converting, and gains by it.
   *
   * Intel's cores from Sapphire Rapids on have AVX512-BF16 at half of float32's rate, so that a virtual machine without
   * their AMX is better off in float32.
   */
  readonly bfloat16: boolean;
  /**
   * Whether oneDNN has bfloat16 primitives for this processor at all, if only by converting: on x86 it needs AVX-512
   * with its parts for bytes and words, for double words and for vector lengths.
   * @see https://uxlfoundation.github.io/oneDNN/dev_guide_data_types.html
   */
  readonly oneDnnBfloat16: boolean;
}

const interesting =
  /^(sse4_2|avx|avx2|fma|f16c|avx_vnni|avx512\w+|amx_\w+|asimd\w*|neon|fphp|bf16|i8mm|sve\w*|sme2?|FEAT_(BF16|I8MM|FP16|DotProd|SME2?))$/;
const oneDnnBfloat16 = ["avx512f", "avx512bw", "avx512dq", "avx512vl"];

/**
 * Reads what the processor is and can do, from /proc/cpuinfo (Linux) or `sysctl` (macOS).
 *
 * What cannot be read is left empty. Tests give the `text` of another machine.
 */
export function cpuFeatures(text: string = readFeatureText()): CpuFeatures {
  const words = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(/\s+/) ?? sysctlFeatures(text);
  const instructionSets = words.filter((word) => interesting.test(word)).sort();
  return {
    model: cpus()[0]?.model.trim() || "unknown",
    cores: availableParallelism(),
    instructionSets,
    bfloat16: gainsByBfloat16(text, instructionSets),
    oneDnnBfloat16:
      !instructionSets.includes("sse4_2") || oneDnnBfloat16.every((name) => instructionSets.includes(name)),
  };
}

/**
 * Tells whether bfloat16 is faster. A training step of TResNet-M on Emerald Rapids: float32 1.8 s, AVX512-BF16 3.6 s.
 */
function gainsByBfloat16(text: string, instructionSets: readonly string[]): boolean {
  if (instructionSets.includes("amx_bf16")) return true;
  const isLateIntel = /^vendor_id\s*:\s*GenuineIntel$/m.test(text) && instructionSets.includes("avx512_fp16");
  return instructionSets.includes("avx512_bf16") && !isLateIntel;
}

/** Lists the features of lines such as "hw.optional.arm.FEAT_BF16: 1". */
function sysctlFeatures(text: string): string[] {
  return [...text.matchAll(/^hw\.optional\.(?:arm\.)?(\w+): 1$/gm)].flatMap((match) => match[1] ?? []);
}

function readFeatureText(): string {
  try {
    if (process.platform === "linux") return readFileSync("/proc/cpuinfo", "utf8");
    return execFileSync("sysctl", ["hw.optional"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return "";
  }
}
