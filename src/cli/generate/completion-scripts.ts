import type { CompletedCommand, CompletedOption } from './completed.ts';

const values = '/usr/lib/kapa/complete-values';

/** Completion for bash: needs nothing of bash-completion but to be found. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const cases = commands.flatMap(({ name, options, places }) => [
    ...options
      .filter(({ value }) => value !== undefined)
      .map(
        ({ flags, value }) =>
          `    ${flags.map((flag) => `'${name} ${flag}'`).join('|')}) kind='${kindOf(value)}' ;;\n`,
      ),
    `    '${name} '*) options='${options.flatMap(({ flags }) => flags).join(' ')}' places='${places.join(' ')}' ;;\n`,
  ]);
  return `# Completion of kapa for bash, made from its commands' declarations.
_kapa_offer() {
  local IFS=$'\n' plain=\${cur//[\\'\\"\\\\]/} value unsafe=$'*[\\'"\`\\\\\\\\$!]*'
  while read -r value; do
    [[ $value == "$plain"* ]] || continue
    case $cur in
      # Within quotes it would stand as it is, for the shell to run.
      [\\'\\"]*) [[ $value == $unsafe ]] || COMPREPLY+=("$value") ;;
      *) COMPREPLY+=("$(printf %q "$value")") ;;
    esac
  done
}

_kapa_kind() {
  case $1 in
    files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    transactions)
      _kapa_offer < <(${values} transactions 2> /dev/null)
      [[ $cur == */* ]] && _kapa_kind files
      ;;
    rules|resources|groups|topics) _kapa_offer < <(${values} "$1" 2> /dev/null) ;;
    free|'') ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur") ;;
  esac
}

_kapa() {
  local cur=\${COMP_WORDS[COMP_CWORD]} kind='' options='' places='' at=0 word
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(' ')} help version --help --version' -- "$cur")
    return
  fi
  case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD - 1]}" in
${cases.filter((line) => !line.includes("'*)")).join('')}  esac
  [[ -n $kind ]] && { _kapa_kind "$kind"; return; }
  case "\${COMP_WORDS[1]} " in
${cases.filter((line) => line.includes("'*)")).join('')}  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
    return
  fi
  for word in "\${COMP_WORDS[@]:2:COMP_CWORD-2}"; do [[ $word == -* ]] || ((at++)); done
  read -r -a places <<< "$places"
  ((\${#places[@]} == 0)) || _kapa_kind "\${places[at < \${#places[@]} ? at : \${#places[@]} - 1]}"
}

complete -F _kapa kapa
`;
}

/** Completion for zsh. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, places }) => {
    const specs = [
      ...options.flatMap((option) => option.flags.map((flag) => zshOption(flag, option))),
      ...places.map((kind, index) => {
        const isLast = index === places.length - 1;
        return `'${isLast ? '*' : String(index + 1)}:${kind}:${zshAction(kind)}'`;
      }),
    ];
    return `    ${name}) _arguments -s : ${specs.join(' \\\n      ')} ;;\n`;
  });
  return `#compdef kapa
# Completion of kapa for zsh, made from its commands' declarations.
_kapa_values() {
  local -a found
  found=("\${(@f)$(${values} "$1" 2> /dev/null)}")
  [[ $1 == transactions ]] && _files
  compadd -a found
}

_kapa() {
  local -a commands
  commands=(
${commands.map(({ name, about }) => `    '${name}:${quoted(about)}'\n`).join('')}  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${cases.join('')}  esac
}

_kapa "$@"
`;
}

function zshOption(flag: string, { about, value }: CompletedOption): string {
  const text = quoted(about).replaceAll(/[[\]:]/gu, String.raw`\$&`);
  return value === undefined ? `'${flag}[${text}]'` : `'*${flag}[${text}]:value:${zshAction(value)}'`;
}

function zshAction(value: NonNullable<CompletedOption['value']>): string {
  if (typeof value !== 'string') return `(${value.join(' ')})`;
  if (value === 'free') return '( )';
  if (value === 'files') return '_files';
  return value === 'folders' ? '_files -/' : `{_kapa_values ${value}}`;
}

/** Completion for fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, about, options, places }) => {
    const seen = `-n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c kapa -f -n __fish_use_subcommand -a ${name} -d '${quoted(about)}'`,
      ...options.map(
        ({ flags, about: what, value }) =>
          `complete -c kapa ${seen} ${flags.map(fishFlag).join(' ')} -d '${quoted(what)}'${fishValue(value)}`,
      ),
      ...[...new Set(places)].map((kind) =>
        kind === 'files'
          ? `complete -c kapa ${seen} -F`
          : `complete -c kapa ${seen} ${kind === 'transactions' ? '-F' : '-f'} -a '(${values} ${kind} 2> /dev/null)'`,
      ),
      ...(places.length === 0 ? [`complete -c kapa ${seen} -f`] : []),
    ];
  });
  return `# Completion of kapa for fish, made from its commands' declarations.\n${lines.join('\n')}\n`;
}

function fishFlag(flag: string): string {
  return flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
}

function fishValue(value: CompletedOption['value']): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return ` -x -a '${value.join(' ')}'`;
  if (value === 'free') return ' -x';
  if (value === 'files') return ' -r -F';
  return value === 'folders'
    ? " -x -a '(__fish_complete_directories)'"
    : ` -x -a '(${values} ${value} 2> /dev/null)'`;
}

function kindOf(value: CompletedOption['value']): string {
  return typeof value === 'string' || value === undefined ? (value ?? '') : value.join(' ');
}

function quoted(text: string): string {
  return text.replaceAll("'", '’');
}
