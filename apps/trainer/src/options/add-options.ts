/** Turns an option table into the flags of a commander command. */
import { type Command, Option } from "commander";
import type { z } from "zod";
import { infoOf, type OptionInfo } from "./option.ts";
import { flagOf } from "./option-name.ts";

/** Options under headings, as `--help` shows them. */
export type OptionSections = Readonly<Record<string, z.core.$ZodShape>>;

/**
 * Adds a flag for every option; `--help` shows each with its default.
 *
 * Values are only converted here (text to numbers); `resolveOptions` checks them, so that flags and files fail alike.
 */
export function addOptions(command: Command, sections: OptionSections): Command {
  for (const [heading, shape] of Object.entries(sections)) {
    for (const [key, schema] of Object.entries(shape)) {
      const info = infoOf(schema);
      command.addOption(toOption(flagOf(key), info).helpGroup(`${heading}:`));
      if (info.kind === "toggle") command.addOption(new Option(`--no-${flagOf(key)}`).hideHelp());
    }
  }
  return command;
}

function toOption(flag: string, { kind, placeholder, help, defaultText }: OptionInfo): Option {
  const value = kind === "toggle" ? "" : ` <${placeholder}>`;
  const option = new Option(`--${flag}${value}`, `${help} (default: ${defaultText})`);
  if (kind === "number") option.argParser(toNumber);
  if (kind === "numbers") option.argParser(appendNumbers);
  if (kind === "names") option.argParser(appendNames);
  return option;
}

function toNumber(text: string): number | string {
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

function appendNumbers(text: string, earlier: (number | string)[] | undefined): (number | string)[] {
  return [...(earlier ?? []), ...text.split(",").map(toNumber)];
}

function appendNames(text: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), ...text.split(",").map((name) => name.trim())];
}
