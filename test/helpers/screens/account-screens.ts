import type { Terminal } from '../terminal.ts'
import type { Screen } from './draw.ts'
import { FRANKFURT, keepInFile, type World } from './world.ts'

const WITHOUT_KEY = { DEEPGRAM_API_KEY: undefined, DEEPGRAM_PROJECT_ID: undefined }

/** Stores the API key in a profile, and takes the variables away that override it. */
async function keepKey({ env, home, run, sandbox }: World, profile = 'default'): Promise<void> {
  if (profile === 'default') keepInFile({ home })
  delete env.DEEPGRAM_API_KEY
  delete env.DEEPGRAM_PROJECT_ID
  const login = [
    'auth',
    'login',
    '--key-stdin',
    '--store',
    'file',
    '--profile',
    profile,
    '--project',
    sandbox.projectId,
  ]
  await run(login, sandbox.apiKey)
}

async function typeKey(terminal: Terminal, { sandbox }: World): Promise<void> {
  await terminal.waitFor(/API key/)
  await terminal.type(sandbox.apiKey)
  await terminal.press('Enter')
}

/** API keys, profiles, projects and settings. */
export const ACCOUNT_SCREENS: readonly Screen[] = [
  {
    name: 'auth-login-question',
    args: ['auth', 'login', '--store', 'file'],
    env: WITHOUT_KEY,
    act: async (terminal, world) => {
      await typeKey(terminal, world)
      await terminal.waitFor('Voice lab')
    },
    until: 'Contact centre',
  },
  {
    name: 'auth-login',
    args: ['auth', 'login', '--store', 'file'],
    env: WITHOUT_KEY,
    act: async (terminal, world) => {
      await typeKey(terminal, world)
      await terminal.waitFor('Voice lab')
      await terminal.press('Enter')
    },
  },
  { name: 'auth-login-store', args: ['auth', 'login'], env: WITHOUT_KEY, until: /file/ },
  { name: 'auth-status', args: ['auth', 'status'] },
  {
    name: 'auth-status-stored',
    args: ['auth', 'status'],
    prepare: async (world) => {
      await keepKey(world)
      await world.logIn(FRANKFURT)
    },
  },
  { name: 'auth-logout', args: ['auth', 'logout'], prepare: (world) => keepKey(world) },
  {
    name: 'profiles-list',
    args: ['profiles', 'list'],
    prepare: async (world) => {
      await keepKey(world)
      await keepKey(world, 'staging')
    },
  },
  { name: 'projects-list', args: ['projects', 'list'] },
  { name: 'config-list', args: ['config', 'list'], prepare: keepInFile },
]
