import type { Context } from '../../app/context.ts'
import { plainYaml } from '../../export/encode.ts'
import { DEFAULT_SECRET_NAME, type PullSecretPlace, pullSecret } from '../../export/pull-secret.ts'
import { type ExportOptions, handOver } from './hand-over.ts'

/** The arguments and options of `dgsh export k8s`. */
export interface K8sOptions extends ExportOptions, PullSecretPlace {}

/** `dgsh export k8s`: the pull secret of a cluster, for kubectl apply. */
export async function run({ name, namespace, ...options }: K8sOptions, context: Context): Promise<number> {
  const isJson = context.options.given.output === 'json'
  return handOver(
    options,
    {
      verb: 'k8s',
      formats: ['yaml', 'json'],
      options: { '--name': name === DEFAULT_SECRET_NAME ? undefined : name, '--namespace': namespace },
      render(login) {
        const secret = pullSecret(login, { name, namespace })
        return isJson ? `${JSON.stringify(secret, null, 2)}\n` : plainYaml(secret)
      },
    },
    context,
  )
}
