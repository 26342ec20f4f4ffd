import type { Screen } from './draw.ts'

/** What a person sees when something goes wrong. */
export const ERROR_SCREENS: readonly Screen[] = [
  {
    name: 'error-no-api-key',
    args: ['creds', 'list'],
    env: { DEEPGRAM_API_KEY: undefined, DEEPGRAM_PROJECT_ID: undefined },
  },
  { name: 'error-refused-key', args: ['creds', 'list'], env: { DEEPGRAM_API_KEY: 'f'.repeat(40) } },
  { name: 'error-unknown-command', args: ['creds', 'lits'] },
  { name: 'error-exec-dashes', args: ['exec', 'docker', 'compose', 'pull'] },
  { name: 'error-unknown-option', args: ['creds', 'list', '--sorted'] },
  { name: 'error-unknown-credential', args: ['creds', 'show', 'deadbeef'] },
  { name: 'error-ambiguous', args: ['creds', 'show', 'in the'] },
  { name: 'error-unknown-project', args: ['creds', 'list', '--project', 'nowhere'] },
  {
    name: 'error-network',
    args: ['creds', 'list', '--timeout', '2'],
    env: { DGSH_API_URL: 'http://127.0.0.1:9' },
  },
  { name: 'error-prompts-disabled', args: ['creds', 'show', '--no-input'] },
  { name: 'error-delete-unconfirmed', args: ['creds', 'delete', '8b1f4d07', '--no-input'] },
]
