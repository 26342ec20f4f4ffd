import type { Context } from '../../app/context.ts'
import { K3S_FILE, k3sRegistries } from '../../export/k3s-registries.ts'
import { message, path } from '../../ui/message.ts'
import { type ExportOptions, handOver } from './hand-over.ts'

/** `dgsh export k3s`: the registries.yaml of a k3s node. */
export async function run(options: ExportOptions, context: Context): Promise<number> {
  await handOver(options, { verb: 'k3s', formats: ['yaml'], render: k3sRegistries }, context)
  if (context.io.stderr.isTTY)
    context.messages.note(
      message`k3s reads ${path(K3S_FILE)} only when it starts; after a change: sudo systemctl restart k3s`,
    )
  return 0
}
