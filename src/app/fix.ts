import { command, type Message } from '../ui/message.ts'

/**
 * Every fix that a finding of `dgsh doctor` or `dgsh creds audit` may have. A `command` can be pasted, as it is or with its
 * `<placeholder>` filled in; `advice` is for a person to carry out. `test/helpers/fixes/table.ts` has a world for each, in which
 * `test/e2e/fixes.test.ts` carries it out, or says why not: the finding must be gone then, no other check may fail, and no login may
 * have become one with other scopes.
 */
export const FIXES = {
  'resume-operation': 'command',
  'finish-rotation': 'command',
  rotate: 'command',
  'rotate-keep-old': 'command',
  'create-narrower': 'command',
  'create-with-comment': 'command',
  'delete-duplicate': 'command',
  'compare-duplicates': 'advice',
  'find-undelivered': 'advice',

  'log-in-to-deepgram': 'command',
  'unset-and-log-in': 'command',
  'other-key-in-command': 'advice',
  'unset-api-url-variable': 'command',
  'unset-api-url-setting': 'command',
  'set-api-url': 'command',
  'leave-api-url-out': 'advice',
  'choose-project': 'command',
  'unset-and-choose-project': 'command',
  'leave-project-out': 'advice',
  'key-with-rights': 'advice',
  'check-registry': 'advice',

  'unlock-store': 'advice',
  'choose-helper-store': 'command',
  'choose-file-store': 'command',

  'install-engine': 'advice',
  'reinstall-engine': 'advice',
  'without-sudo': 'advice',
  'look-into-login': 'advice',
  'separate-login': 'command',
  'replace-login': 'advice',
  'copy-login-file': 'command',
  'log-in-to-kept-file': 'command',

  'use-default-context': 'command',
  'unset-context-variable': 'command',
  'restore-link': 'advice',
  'own-directory': 'command',
  'remove-empty-file': 'command',
  'strip-byte-order-mark': 'command',
  'keep-one-value': 'advice',
  'move-file-away': 'advice',
  'name-directory': 'command',
  'correct-file': 'advice',
  'own-file-for-podman': 'command',
  'install-helper': 'command',
  'link-helper': 'command',
  'log-in-by-helper': 'command',
  'look-into-helper': 'command',
  'unset-login-variable': 'command',
  'move-ecr-login': 'advice',
  'remove-helper': 'advice',
  'remove-helper-after-setup': 'advice',
  'restrict-file': 'command',
  'own-and-restrict-file': 'command',
  'one-key': 'advice',

  'trust-authority': 'advice',
  'trust-authority-in-engines': 'advice',
  'network-advice': 'advice',
  'set-clock': 'command',

  'create-pull-secret': 'command',
  'replace-pull-secret': 'command',
  'name-pull-secret': 'advice',
  'install-kubectl': 'advice',
  'name-context': 'advice',
  'check-cluster': 'advice',

  'hint-of-error': 'advice',
  'debug-doctor': 'advice',
} as const satisfies Record<string, 'command' | 'advice'>

/** The name of a fix. */
export type FixName = keyof typeof FIXES

declare const named: unique symbol

/** The text of a fix that has a name in {@link FIXES}. */
export type Fix = string & { readonly [named]: true }

/** Makes a fix: one command line, whose commands are joined by ` && `, or one instruction. */
export function makeFix(_name: FixName, text: string): Fix {
  return text as Fix
}

/** The commands that are joined by ` && `, one a line; what is in quotes or parentheses stays together. */
function fixLines(fix: string): string[] {
  const lines = ['']
  let [quote, depth] = ['', 0]
  for (const part of fix.split(/( && |['"()])/)) {
    if (part === ' && ' && quote === '' && depth === 0) {
      lines.push('')
      continue
    }
    if (part === "'" || part === '"') quote = quote === '' ? part : quote === part ? '' : quote
    else if (quote === '' && part === '(') depth += 1
    else if (quote === '' && part === ')') depth -= 1
    lines.push(`${lines.pop() ?? ''}${part}`)
  }
  return lines
}

/** What a shell is told before a command: a subshell, or a variable for this command alone. */
const SHELL_ALONE = /^(?:\(\w|[A-Z_]+=\S* [a-z])/

/** Returns a fix as messages for people, a line each, in which commands are kept whole. */
export function fixMessages(fix: string): Message[] {
  return fixLines(fix).map((line) => (SHELL_ALONE.test(line) ? [command(line)] : line))
}
