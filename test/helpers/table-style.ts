/** What a table needs of its surroundings, where nothing is secret and nothing is interrupted. */
export const UNDISTURBED = {
  redact: (text: string) => text,
  breathe: async () => {},
}
