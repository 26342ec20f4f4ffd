import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { quote } from '../fake-engine.ts'
import { ownHelperArgv } from '../own-helper.ts'
import { writeDockerConfig } from '../temporary.ts'
import { createEdge } from './credential-screens.ts'
import type { Screen } from './draw.ts'
import type { World } from './world.ts'

const programOf = ({ home }: World) => join(home.path, 'bin', 'docker-credential-dgsh')

/** docker is logged in, and docker-credential-dgsh is on PATH. */
async function withProgram(world: World): Promise<void> {
  await createEdge(world)
  const script = `#!/bin/sh\nexec ${ownHelperArgv([]).map(quote).join(' ')} "$@"\n`
  writeFileSync(programOf(world), script, { mode: 0o755 })
}

async function installed(world: World): Promise<void> {
  await withProgram(world)
  await world.run(['helper', 'install'])
}

/** What docker asks instead of its config file. */
export const HELPER_SCREENS: readonly Screen[] = [
  { name: 'helper-install-dry-run', args: ['helper', 'install', '--dry-run'], prepare: withProgram },
  { name: 'helper-install', args: ['helper', 'install'], prepare: withProgram },
  { name: 'helper-status', args: ['helper', 'status'], prepare: installed },
  {
    name: 'helper-status-problem',
    args: ['helper', 'status'],
    prepare: async (world) => {
      await installed(world)
      writeDockerConfig(world.home.dockerConfig, {})
    },
  },
  { name: 'helper-uninstall', args: ['helper', 'uninstall'], prepare: installed },
]
