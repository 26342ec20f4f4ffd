import type { Host } from '../app/context.ts'
import { type Fix, makeFix } from '../app/fix.ts'
import type { EngineName } from '../vocabulary.ts'

/** Returns the command that has an engine ask dgsh for its login, instead of a file or of a helper that cannot keep it. */
export function helperFix(engine: EngineName, { findEngine }: Pick<Host, 'findEngine'>): Fix {
  // skopeo and buildah read what podman reads.
  const reader = engine === 'docker' || engine === 'helm' ? engine : 'podman'
  const preferred = findEngine('docker') === undefined ? 'podman' : 'docker'
  return makeFix('install-helper', `dgsh helper install${reader === preferred ? '' : ` --engine ${reader}`}`)
}
