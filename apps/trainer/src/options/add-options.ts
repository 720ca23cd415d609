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
      for (const option of toOptions(flagOf(key), info)) command.addOption(option.helpGroup(`${heading}:`));
    }
  }
  return command;
}

/** The help shows, of the two flags of a toggle, the one that changes what is so by default. */
function toOptions(flag: string, info: OptionInfo): Option[] {
  const { kind, help, defaultText } = info;
  if (kind !== "toggle") return [toOption(flag, info)];
  const isOn = defaultText === "on";
  // In this order: a lone --no-name would make commander take the setting for given.
  const toggled = (name: string) => new Option(`--${name}`, `${help} (default: ${isOn ? "off" : defaultText})`);
  return [toggled(flag).hideHelp(isOn), toggled(`no-${flag}`).hideHelp(!isOn)];
}

function toOption(flag: string, { kind, placeholder, help, defaultText }: OptionInfo): Option {
  const option = new Option(`--${flag} <${placeholder}>`, `${help} (default: ${defaultText})`);
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
