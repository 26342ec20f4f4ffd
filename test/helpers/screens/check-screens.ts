import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { createEdge } from './credential-screens.ts'
import type { Screen } from './draw.ts'
import { FRANKFURT } from './world.ts'

/** What looks for problems, and the images. */
export const CHECK_SCREENS: readonly Screen[] = [
  { name: 'creds-audit', args: ['creds', 'audit'], prepare: createEdge },
  { name: 'creds-audit-all', args: ['creds', 'audit', '--all'], prepare: createEdge },
  { name: 'verify', args: ['verify'], prepare: createEdge },
  {
    name: 'where',
    args: ['where'],
    prepare: async (world) => {
      await createEdge(world)
      await world.logIn(FRANKFURT)
    },
  },
  {
    name: 'doctor-problems',
    args: ['doctor'],
    prepare: async (world) => {
      await createEdge(world)
      chmodSync(join(world.home.dockerConfig, 'config.json'), 0o644)
      world.env.DEEPGRAM_API_KEY = 'f'.repeat(40)
    },
  },
  { name: 'doctor', args: ['doctor'], prepare: createEdge },
  { name: 'doctor-all', args: ['doctor', '--all'], prepare: createEdge },
  { name: 'images-list', args: ['images', 'list'], prepare: createEdge },
  { name: 'images-tags', args: ['images', 'tags', 'api'], prepare: createEdge },
]
