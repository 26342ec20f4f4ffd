import { Argument, type Command } from 'commander'
import { SETTING_KEYS, type SettingKey } from '../../settings/keys.ts'
import { declareNoun, declareVerb, type Perform } from '../declaration/declare.ts'

/** `dgsh config`. */
export function declareConfig(parent: Command, perform: Perform): void {
  const config = declareNoun(parent, 'config', {
    summary: 'Read and change settings',
    description: `Read and change the settings of a profile: ${SETTING_KEYS.join(', ')}.`,
    examples: [['dgsh config set engine podman', 'Have dgsh login use podman from now on']],
  })
  const key = () => new Argument('<key>', 'Name of a setting').choices(SETTING_KEYS)
  declareVerb(config, 'list', {
    summary: 'List the settings in use and where each comes from',
    examples: [
      ['dgsh config list', 'List the settings in use'],
      ['dgsh config list --profile staging', 'List those of another profile'],
    ],
  }).action(() => perform(async (context) => (await import('./list.ts')).run(context)))
  declareVerb(config, 'get', {
    summary: 'Print one setting',
    description: 'Print the value of a setting. The exit code is 1 when it has none.',
    examples: [['dgsh config get registry', 'Print the registry in use']],
  })
    .addArgument(key())
    .action((name: SettingKey) =>
      perform(async (context) => (await import('./get.ts')).run({ key: name }, context)),
    )
  declareVerb(config, 'set', {
    summary: 'Change a setting of the profile',
    examples: [
      ['dgsh config set output wide', 'Choose the output format used without -o'],
      ['dgsh config set store keychain', 'Move the API key and secrets to the keychain'],
    ],
  })
    .addArgument(key())
    .argument('<value>', 'Its new value')
    .action((name: SettingKey, value: string) =>
      perform(async (context) => (await import('./change.ts')).run({ key: name, value }, context)),
    )
  declareVerb(config, 'unset', {
    summary: 'Remove a setting from the profile',
    examples: [['dgsh config unset api_url', 'Go back to the default API URL']],
  })
    .addArgument(key())
    .action((name: SettingKey) =>
      perform(async (context) => (await import('./change.ts')).run({ key: name, value: undefined }, context)),
    )
  declareVerb(config, 'path', {
    summary: 'Print the path of the config file',
    examples: [['vi "$(dgsh config path)"', 'Edit the file by hand']],
  }).action(() => perform(async (context) => (await import('./path.ts')).run(context)))
}
