import type { Command, Help } from 'commander'
import { declareAuth } from './auth/index.ts'
import { declareConfig } from './config/index.ts'
import { declareCreds } from './creds/index.ts'
import { describe, HELP_STYLE, HELP_WIDTH, helpOption, type Perform } from './declaration/declare.ts'
import { addGlobalOptions, GLOBAL_FLAGS } from './declaration/global-options.ts'
import { declareDoctor } from './doctor/index.ts'
import { declareExec } from './exec/index.ts'
import { declareExport } from './export/index.ts'
import { declareHelp, declareVersion } from './help/index.ts'
import { declareHelper } from './helper/index.ts'
import { declareImages } from './images/index.ts'
import { declareLogin, declareLogout } from './login/index.ts'
import { declareProfiles } from './profiles/index.ts'
import { declareProjects } from './projects/index.ts'
import { declareSandbox } from './sandbox/index.ts'
import { declareVerify } from './verify/index.ts'
import { declareWhere } from './where/index.ts'

/** All commands, in the groups and the order of `dgsh --help`. */
const GROUPS = {
  Start: [declareAuth, declareLogin, declareLogout, declareHelper],
  Credentials: [declareCreds, declareProjects],
  Check: [declareVerify, declareWhere, declareDoctor],
  More: [declareImages, declareExec, declareExport, declareProfiles, declareConfig, declareSandbox],
}

/** The column of the groups in `dgsh --help`. */
const GROUP_WIDTH = Math.max(...Object.keys(GROUPS).map((name) => name.length)) + 1

/** Declares the root command's help, the global options and all commands. */
export function declareCommands(program: Command, version: string, perform: Perform): void {
  program.configureHelp(HELP_STYLE).addHelpOption(helpOption()).helpCommand(false)
  describe(program, {
    summary: "Log container engines in to Deepgram's registry",
    description: 'From a Deepgram API key to a running docker pull.',
    usage: '<command> [flags]',
    examples: [['dgsh auth login', 'Store an API key and choose a project']],
  })
  addGlobalOptions(program)
  program.version(version, '-V, --version', 'Print the version')
  for (const [group, declarations] of Object.entries(GROUPS)) {
    program.commandsGroup(group)
    for (const declare of declarations) declare(program, perform)
  }
  declareHelp(program, perform)
  declareVersion(program, perform)
  // Commands inherit the style that they find when they are declared: this is for the root alone.
  program.configureHelp({
    ...HELP_STYLE,
    prepareContext(this: Help, { helpWidth = HELP_WIDTH }) {
      this.helpWidth = helpWidth - GROUP_WIDTH
    },
    padWidth: (command, helper) => helper.longestSubcommandTermLength(command, helper),
    formatItemList: (heading, items) => (heading === GLOBAL_FLAGS ? [] : besideHeading(heading, items)),
  })
}

/** Puts the name of a group beside its first command, so that all groups fit on one screen. */
function besideHeading(heading: string, items: readonly string[]): string[] {
  return items.map((item, index) => {
    const [first = '', ...others] = item.split('\n')
    const rest = others.map((line) => `\n${' '.repeat(GROUP_WIDTH)}${line}`)
    return `${(index === 0 ? heading : '').padEnd(GROUP_WIDTH)}${first}${rest.join('')}`
  })
}
