import type { Command } from "./command.ts";
import { globalOptions, type OptionTable } from "./options.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What a shell must know to complete commands and options, from their table; operands are completed as files. */
export function completionScript(shell: Shell, commands: Readonly<Record<string, Command>>): string {
  const all = Object.entries(commands);
  switch (shell) {
    case "bash":
      return bash(all);
    case "zsh":
      return zsh(all);
    case "fish":
      return fish(all);
  }
}

type Commands = readonly (readonly [name: string, command: Command])[];

function longOptions(options: OptionTable): readonly string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

function bash(all: Commands): string {
  return `# allways completion bash > ~/.local/share/bash-completion/completions/allways
_allways() {
  local word=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${all.map(([name, { options }]) => `    ${name}) words="${longOptions(options).join(" ")}" ;;`).join("\n")}
    *) words="${[...all.map(([name]) => name), ...longOptions(globalOptions)].join(" ")}" ;;
  esac
  if [[ $COMP_CWORD -gt 1 && $word != -* ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    [[ $COMP_CWORD -eq 1 ]] && words="${[...all.map(([name]) => name), ...longOptions(globalOptions)].join(" ")}"
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o filenames -F _allways allways
`;
}

function zsh(all: Commands): string {
  const described = (options: OptionTable): string =>
    Object.entries(options)
      .map(([name, { argument, about }]) => `'${"multiple" in (options[name] ?? {}) ? "*" : ""}--${name}${argument === undefined ? "" : "="}[${zshText(about)}]${argument === undefined ? "" : `:${zshText(argument)}:`}'`)
      .join(" ");
  return `#compdef allways
_allways() {
  if (( CURRENT == 2 )); then
    local -a commands=(${all.map(([name, { about }]) => `'${name}:${zshText(about)}'`).join(" ")})
    _describe command commands
    return
  fi
  case $words[2] in
${all.map(([name, { options }]) => `    ${name}) _arguments ${described(options)} '*:file:_files' ;;`).join("\n")}
  esac
}
_allways "$@"
`;
}

/** Within single quotes, in a list whose parts are told apart by colons and brackets. */
function zshText(text: string): string {
  return text.replaceAll(/[\\:[\]]/gu, String.raw`\$&`).replaceAll("'", String.raw`'\''`);
}

function fish(all: Commands): string {
  const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
  return [
    ...all.map(([name, { about }]) => `complete -c allways -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`),
    ...all.flatMap(([name, { options }]) =>
      Object.entries<OptionTable[string]>(options).map(([option, { short, argument, about }]) => `complete -c allways -n '__fish_seen_subcommand_from ${name}' -l ${option}${short === undefined ? "" : ` -s ${short}`}${argument === undefined ? "" : " -r"} -d ${quoted(about)}`),
    ),
    "",
  ].join("\n");
}
