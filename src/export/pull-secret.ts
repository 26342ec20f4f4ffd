import { type Document, goJson } from './encode.ts'
import { authOf, type PullLogin, placeholder } from './pull-login.ts'

/** Where a pull secret is in a cluster. */
export interface PullSecretPlace {
  name: string
  /** Left out, the namespace of the kubectl context that applies it. */
  namespace?: string | undefined
}

/** Returns the secret that `kubectl create secret docker-registry` makes (kubectl, `create_secret_docker.go`; same bytes from 1.20 to 1.32). */
export function pullSecret(login: PullLogin, { name, namespace }: PullSecretPlace): Document {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': dataOf(login) },
  }
}

function dataOf(login: PullLogin): string {
  const { registry, username, secret: password } = login
  if (password === undefined) return placeholder(username, 'base64 with the secret')
  const config = goJson({ auths: { [registry]: { username, password, auth: authOf(login) } } })
  return Buffer.from(config).toString('base64')
}

/** The name that Deepgram's charts expect (`global.pullSecretRef` of their samples). */
export const DEFAULT_SECRET_NAME = 'dg-regcred'

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'

/** Returns true for a name that a secret may have: a DNS subdomain (RFC 1123; k8s.io/apimachinery, `IsDNS1123Subdomain`). */
export function isSecretName(text: string): boolean {
  return text.length <= 253 && new RegExp(`^${LABEL}(?:\\.${LABEL})*$`).test(text)
}

/** Returns true for a name that a namespace may have: a DNS label (RFC 1123; k8s.io/apimachinery, `IsDNS1123Label`). */
export function isNamespace(text: string): boolean {
  return text.length <= 63 && new RegExp(`^${LABEL}$`).test(text)
}
