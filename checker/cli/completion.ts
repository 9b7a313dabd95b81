import { commands, globalOptions, type CommandName, type OptionTable } from "./options.ts";

export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/** What a shell must know to complete commands and options, from their table; operands are completed as files. */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash();
    case "zsh":
      return zsh();
    case "fish":
      return fish();
  }
}

const names = Object.keys(commands) as readonly CommandName[];

function longOptions(options: OptionTable): readonly string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

function bash(): string {
  return `# allways completion bash > ~/.local/share/bash-completion/completions/allways
_allways() {
  local word=\${COMP_WORDS[COMP_CWORD]} words
  case \${COMP_WORDS[1]} in
${names.map((name) => `    ${name}) words="${longOptions(commands[name].options).join(" ")}" ;;`).join("\n")}
    *) words="${[...names, ...longOptions(globalOptions)].join(" ")}" ;;
  esac
  if [[ $COMP_CWORD -gt 1 && $word != -* ]]; then
    COMPREPLY=($(compgen -f -- "$word"))
  else
    [[ $COMP_CWORD -eq 1 ]] && words="${[...names, ...longOptions(globalOptions)].join(" ")}"
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -o filenames -F _allways allways
`;
}

function zsh(): string {
  const described = (options: OptionTable): string =>
    Object.entries(options)
      .map(([name, { argument, about }]) => `'${"multiple" in (options[name] ?? {}) ? "*" : ""}--${name}${argument === undefined ? "" : "="}[${zshText(about)}]${argument === undefined ? "" : `:${zshText(argument)}:`}'`)
      .join(" ");
  return `#compdef allways
_allways() {
  if (( CURRENT == 2 )); then
    local -a commands=(${names.map((name) => `'${name}:${zshText(commands[name].about)}'`).join(" ")})
    _describe command commands
    return
  fi
  case $words[2] in
${names.map((name) => `    ${name}) _arguments ${described(commands[name].options)} '*:file:_files' ;;`).join("\n")}
  esac
}
_allways "$@"
`;
}

/** Within single quotes, in a list whose parts are told apart by colons and brackets. */
function zshText(text: string): string {
  return text.replaceAll(/[\\:[\]]/gu, String.raw`\$&`).replaceAll("'", String.raw`'\''`);
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
  return [
    ...names.map((name) => `complete -c allways -n __fish_use_subcommand -f -a ${name} -d ${quoted(commands[name].about)}`),
    ...names.flatMap((name) =>
      Object.entries<OptionTable[string]>(commands[name].options).map(([option, { short, argument, about }]) => `complete -c allways -n '__fish_seen_subcommand_from ${name}' -l ${option}${short === undefined ? "" : ` -s ${short}`}${argument === undefined ? "" : " -r"} -d ${quoted(about)}`),
    ),
    "",
  ].join("\n");
}
