/** Records of a run for who looks at it later: evaluation.json and answers.json. */
import { replaceFile } from "@tresnet/files";

/** Writes a record whole: what has no value becomes null. */
export async function writeRecord(file: string, record: object): Promise<void> {
  await replaceFile(file, (handle) => handle.writeFile(`${JSON.stringify(record)}\n`));
}
