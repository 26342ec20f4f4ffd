import { Argument, type Command } from 'commander'
import { SETTING_KEYS, type SettingKey } from '../../settings/keys.ts'
import { declareNoun, declareVerb, type Perform } from '../declare.ts'

/** `dgsh config`. */
export function declareConfig(parent: Command, perform: Perform): void {
  const config = declareNoun(parent, 'config', {
    summary: 'Read and change the settings of a profile',
    description: `Read and change the settings of a profile: ${SETTING_KEYS.join(', ')}.`,
    examples: [['dgsh config set engine podman', 'what dgsh login uses from now on']],
  })
  const key = () => new Argument('<key>', 'the name of a setting').choices(SETTING_KEYS)
  declareVerb(config, 'list', {
    summary: 'List the settings in use and where each came from',
    examples: [['dgsh config list --profile staging', 'of another profile']],
  }).action(() => perform(async (context) => (await import('./list.ts')).run(context)))
  declareVerb(config, 'get', {
    summary: 'Print one setting as it is in use',
    examples: [['dgsh config get registry', 'exit code 1 when it has no value']],
  })
    .addArgument(key())
    .action((name: SettingKey) =>
      perform(async (context) => (await import('./get.ts')).run({ key: name }, context)),
    )
  declareVerb(config, 'set', {
    summary: 'Keep a setting in the profile',
    examples: [
      ['dgsh config set output wide', 'the format when -o is left out'],
      ['dgsh config set store keychain', 'moves there what is kept elsewhere'],
    ],
  })
    .addArgument(key())
    .argument('<value>', 'its value')
    .action((name: SettingKey, value: string) =>
      perform(async (context) => (await import('./change.ts')).run({ key: name, value }, context)),
    )
  declareVerb(config, 'unset', {
    summary: 'Remove a setting from the profile',
    examples: [['dgsh config unset api_url', 'back to the default']],
  })
    .addArgument(key())
    .action((name: SettingKey) =>
      perform(async (context) => (await import('./change.ts')).run({ key: name, value: undefined }, context)),
    )
  declareVerb(config, 'path', {
    summary: 'Print the path of the config file',
    examples: [['$EDITOR "$(dgsh config path)"', 'edit it by hand']],
  }).action(() => perform(async (context) => (await import('./path.ts')).run(context)))
}
