import * as v from 'valibot'
import { credentialSchema } from './credential.ts'

const messageSchema = v.object({
  message: v.string(),
  // With one of these it is an error, whatever the status says.
  category: v.optional(v.undefined_()),
  err_code: v.optional(v.undefined_()),
})

/**
 * Describes the documented answers to delete: `{"message"}` (official Rust SDK, older JS SDK) or the credential (OpenAPI).
 * Neither proves that the credential is deleted; another answer does not even say so.
 */
export const deletedSchema = v.lazy((answer) =>
  typeof answer === 'object' && answer !== null && 'message' in answer ? messageSchema : credentialSchema,
)
