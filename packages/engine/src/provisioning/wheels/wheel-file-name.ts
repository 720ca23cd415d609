/** Reads the tags in a wheel's file name, which say where the wheel runs. */
import { ProvisionError } from "../provision-error.ts";

/** The tags in a wheel's file name. */
export interface WheelTags {
  /** The Python that it needs, such as "cp311" or "py3". */
  readonly python: string;
  /** The binary interface that it needs, such as "cp311", "abi3" or "none". */
  readonly abi: string;
  /** The platforms that it runs on, such as ["manylinux_2_27_x86_64"] or ["any"]. */
  readonly platforms: readonly string[];
}

/**
 * Splits "name-version(-build)-python-abi-platform.whl".
 * @throws ProvisionError when the name is not a wheel's.
 * @see https://packaging.python.org/en/latest/specifications/binary-distribution-format/
 */
export function wheelTags(file: string): WheelTags {
  const parts = file.replace(/\.whl$/, "").split("-");
  const [python, abi, platform] = parts.slice(-3);
  if (!file.endsWith(".whl") || parts.length < 5 || !python || !abi || !platform) {
    throw new ProvisionError(
      "broken-wheel",
      `wheelTags: expected a file name like "name-1.0-py3-none-any.whl", got "${file}". Correct the wheel's row.`,
    );
  }
  return { python, abi, platforms: platform.split(".") };
}
