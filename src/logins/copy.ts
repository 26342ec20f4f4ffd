import type { PullSecretLogin } from '../engines/kubernetes.ts'

/** A copy of a credential: something that holds its secret. */
export interface Copy {
  /** The id of the credential, as its user name has it, in lower case. */
  id: string
  /** As it was found: a login that was typed by hand may have capitals. */
  username: string
  /** Who has it: an engine, `snap`, `k3s`, `rke2`, `store` or `kubernetes`. */
  kind: string
  /** Where it is, for people. */
  place: string
  /** The file it is in, or that names the helper; null in a store and in a cluster. */
  file: string | null
  /** The credential helper that keeps it. */
  helper: string | null
  /** What it is kept under there, e.g. `quay.io`; for a store the name of the entry. */
  key: string
  /** True when dgsh can have another credential put there. */
  deliverable: boolean
  /** True when a reboot deletes it. */
  temporary: boolean
  /** The command that logs the engine out; undefined where there is none that removes this copy. */
  logout?: string | undefined
  /** The pull secret, when it is in one. */
  secret: Pick<PullSecretLogin, 'context' | 'namespace' | 'name'> | null
}
