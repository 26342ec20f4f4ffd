import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Act } from './act.ts'
import { pathsBelow } from './disk.ts'
import { withoutParticulars } from './told.ts'

/** All that a following command can see, but for what differs from run to run: times, ports, places, random names. */
export function fingerprintOf(act: Act): string {
  const { stage, state } = act
  const { disk, home, hooked } = stage
  const files = [...pathsBelow(disk.state), join(home.dockerConfig, 'config.json'), hooked]
  const contents = files
    .filter(existsSync)
    .map((path) => [path, statSync(path).isFile() ? readFileSync(path, 'utf8') : ''])
  const text = JSON.stringify([contents.sort(), state.living, state.docker])
  return withoutParticulars(text, act)
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/rotation [0-9a-f]{4}/g, 'rotation <mark>')
    .replace(/\\"runner\\":.*?\}/gs, '<runner>')
    .replace(/\\"auth\\": ?\\"[^"]+"/g, '<auth>')
}
