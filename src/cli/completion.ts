// `orange completion bash|zsh`: prints what a shell needs to complete commands, options and names.
import { Argument } from 'commander';
import { acting, newCommand, type Run } from './command.ts';

export const completion = (run: Run) =>
  newCommand({
    name: 'completion',
    about: 'Print the completion script of a shell',
    more: 'Products, channels, builds and models are completed too, while the service answers within a second.',
    isLocal: true,
    json: ['shell', 'script'],
    examples: [
      ['Complete in this bash', 'source <(orange completion bash)'],
      ['Complete in every zsh', 'orange completion zsh > "$fpath[1]/_orange"'],
    ],
  })
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh']))
    .action(
      acting(run, async (_session, shell: 'bash' | 'zsh') => {
        const script = scripts[shell];
        return { json: { shell, script }, lines: script.split('\n') };
      }),
    );

/** `:files` in place of words asks the shell to complete file names, which it does better. */
const bash = `# bash completion for orange
_orange() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default
      COMPREPLY=()
      return
    fi
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _orange orange`;

const zsh = `#compdef orange
_orange() {
  local line word
  local -a found
  for line in "\${(@f)$(\${words[1]} __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :files ]]; then
      _files
      return
    fi
    word="\${\${line%%$'\\t'*}//:/\\\\:}"
    [[ $line == *$'\\t'* ]] && word+=":\${line#*$'\\t'}"
    [[ -n $word ]] && found+=("$word")
  done
  _describe 'orange' found
}
if [[ $funcstack[1] == _orange ]]; then _orange "$@"; else compdef _orange orange; fi`;

const scripts = { bash, zsh };
