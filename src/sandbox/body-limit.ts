import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'

const LARGEST_BODY = 64 * 1024

/** Refuses requests with more than 64 KiB of body, with 413 in plain text. */
export function limitBody(): MiddlewareHandler {
  return bodyLimit({
    maxSize: LARGEST_BODY,
    onError: (context) => context.text('Payload Too Large', 413),
  })
}
