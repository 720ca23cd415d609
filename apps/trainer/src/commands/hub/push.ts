/** `tresnet push`: a trained model to the Hugging Face hub. */
import type { Command } from "commander";
import { showPush } from "../../display/show-push.ts";
import { type PushModelEvent, pushModel } from "../../functions/push-model.ts";
import { addOptions } from "../../options/add-options.ts";
import { resolveOptions } from "../../options/resolve-options.ts";
import { pushSections, pushTable } from "../../settings/hub/push-options.ts";
import { commandName } from "../../terminal/command-name.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import { interruptible } from "../interruption.ts";

const beforeCommit = "Stopping before anything is committed; press Ctrl-C again to stop at once.";
const duringCommit =
  "The commit is under way: its answer is waited for, five minutes at most. Press Ctrl-C again to stop at once; whether it was made is not known then.";

export function addPushCommand(program: Command): void {
  const command = program
    .command("push")
    .summary("send a trained model to the Hugging Face hub")
    .description(
      "Sends the weights that evaluate takes to a repository as one commit, with timm's config.json, ONNX, and a model card that says what it is, how good, and how to load it. HF_TOKEN is the token to write with.",
    )
    .argument(
      "<checkpoint>",
      "run directory, one of its .safetensors files, or a folder of the Hugging Face hub; any weights of the --model",
    )
    .argument("<repository>", "the repository, as user/name")
    .option("--json", "print one line of JSON at the end; everything else goes to stderr");
  addOptions(command, pushSections);
  command.action(async (checkpoint: string, repository: string, { json, ...values }: Record<string, unknown>) => {
    const options = resolveOptions(pushTable, [{ source: "command line", values }]);
    const terminal = createTerminal({ json: json === true });
    const show = showPush(terminal);
    let isCommitting = false;
    const onEvent = (event: PushModelEvent) => {
      isCommitting ||= event.type === "upload" && event.phase === "commit";
      show(event);
    };
    const result = await interruptible(
      () => terminal.line(isCommitting ? duringCommit : beforeCommit),
      (signal) => pushModel({ ...options, checkpoint, repository }, { onEvent, signal, program: commandName() }),
    );
    terminal.json(result);
  });
}
