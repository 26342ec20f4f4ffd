import type { Screen } from './draw.ts'

/** Every screen that has a golden file. */
export const SCREENS: readonly Screen[] = [
  { name: 'help', args: ['--help'] },
  { name: 'creds-list', args: ['creds', 'list'] },
  { name: 'creds-list-search', args: ['creds', 'list', 'frankfurt'] },
  { name: 'creds-list-600', args: ['creds', 'list'], crowded: true },
  { name: 'picker', args: ['creds', 'show'], until: '8b1f4d07' },
  {
    name: 'error-no-api-key',
    args: ['creds', 'list'],
    env: { DEEPGRAM_API_KEY: undefined, DEEPGRAM_PROJECT_ID: undefined },
  },
]
