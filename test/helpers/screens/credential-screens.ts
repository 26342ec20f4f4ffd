import { createdCredential, knownCredential } from '../lifecycle.ts'
import type { Screen } from './draw.ts'
import { FRANKFURT, keepInFile, type World } from './world.ts'

const EDGE = createdCredential(1).id

const LICENSE_PROXY = 'f4a7d316-8e0b-4c52-9f61-2b5c08e7d3a9'

/** Creates a credential whose secret is stored, and logs docker in with it. */
export async function createEdge(world: World): Promise<void> {
  keepInFile(world)
  const scopes = ['--scope', 'api', '--scope', 'engine']
  await world.run(['creds', 'create', '--comment', 'Edge 7, Hamburg', ...scopes, '--login'])
}

const CREATE = ['creds', 'create', '--comment', 'Edge 7, Hamburg', '--scope', 'api', '--scope', 'engine']

/** The credentials, from their list to their deletion. */
export const CREDENTIAL_SCREENS: readonly Screen[] = [
  { name: 'creds-list', args: ['creds', 'list'] },
  { name: 'creds-list-600', args: ['creds', 'list'], crowded: true },
  { name: 'creds-list-search', args: ['creds', 'list', 'frankfurt'] },
  { name: 'creds-list-no-match', args: ['creds', 'list', 'atlantis'] },
  { name: 'creds-list-wide', args: ['creds', 'list', '-o', 'wide'], prepare: createEdge },
  { name: 'picker', args: ['creds', 'show'], prepare: createEdge, until: 'Production' },
  { name: 'picker-600', args: ['creds', 'show'], crowded: true, until: /München \d+/ },
  {
    name: 'picker-search',
    args: ['creds', 'show'],
    act: async (terminal) => {
      await terminal.waitFor('Frankfurt')
      await terminal.type('proxy')
    },
    until: /proxy +2 of 6/,
  },
  { name: 'creds-show', args: ['creds', 'show', FRANKFURT] },
  { name: 'creds-show-stored', args: ['creds', 'show', EDGE], prepare: createEdge },
  { name: 'creds-create', args: CREATE, prepare: keepInFile },
  { name: 'creds-create-login', args: [...CREATE, '--login'], prepare: keepInFile },
  {
    name: 'creds-create-question',
    args: ['creds', 'create', '--comment', 'Edge 7, Hamburg'],
    prepare: keepInFile,
    until: 'metrics-server',
  },
  {
    name: 'login-secret-question',
    args: ['login', FRANKFURT],
    until: /[Ss]ecret of/,
  },
  {
    name: 'login-typed-secret',
    args: ['login', FRANKFURT],
    prepare: keepInFile,
    act: async (terminal) => {
      await terminal.waitFor(/[Ss]ecret of/)
      await terminal.type(knownCredential(FRANKFURT).secret)
      await terminal.press('Enter')
      await terminal.waitFor('y/N')
      await terminal.type('y')
      await terminal.press('Enter')
    },
  },
  {
    name: 'login-changed',
    args: ['login', EDGE],
    prepare: async (world) => {
      await createEdge(world)
      await world.logIn(FRANKFURT)
    },
  },
  { name: 'logout', args: ['logout'], prepare: createEdge },
  { name: 'creds-rotate', args: ['creds', 'rotate', EDGE, '--yes'], prepare: createEdge },
  { name: 'creds-rotate-dry-run', args: ['creds', 'rotate', EDGE, '--dry-run'], prepare: createEdge },
  {
    name: 'creds-rotate-failed',
    args: ['creds', 'rotate', EDGE, '--yes', '--exec', "sh -c 'echo edge7 does not answer >&2; exit 3'"],
    prepare: createEdge,
  },
  {
    name: 'creds-delete-question',
    args: ['creds', 'delete', EDGE],
    prepare: createEdge,
    until: /to delete /,
  },
  { name: 'creds-delete', args: ['creds', 'delete', LICENSE_PROXY, '--yes'], prepare: keepInFile },
  { name: 'creds-secret', args: ['creds', 'secret', EDGE], prepare: createEdge },
  { name: 'creds-forget', args: ['creds', 'forget', EDGE], prepare: createEdge },
  {
    name: 'creds-forget-question',
    args: ['creds', 'forget', EDGE],
    prepare: async (world) => {
      await createEdge(world)
      await world.run(['logout'])
    },
    until: 'y/N',
  },
  { name: 'export-k8s', args: ['export', 'k8s', FRANKFURT, '--namespace', 'dg-self-hosted'] },
  { name: 'export-docker-config', args: ['export', 'docker-config', FRANKFURT] },
  { name: 'export-k3s', args: ['export', 'k3s', FRANKFURT] },
  { name: 'creds-history', args: ['creds', 'history'], prepare: createEdge },
]
