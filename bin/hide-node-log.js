// Node's own log (NODE_DEBUG=http, stream …) shows what is sent and read, secrets included. It is on before this line runs. Loading
// this file hides it, so that not even the log of loading it is shown.
delete process.env.NODE_DEBUG
const { stderr } = process
const write = stderr.write.bind(stderr)
// As Node writes a line: `HTTP 1234: …` or `MODULE_TIMER 1234 […`, with colors on a terminal.
const ofNode = new RegExp(`^\\w+ (?:\\u001b\\[\\d+m)?${process.pid}(?:\\u001b\\[\\d+m)?(?::| \\[)`)
stderr.write = (/** @type {any[]} */ ...args) =>
  ofNode.test(String(args[0])) || /** @type {any} */ (write)(...args)
write('note: NODE_DEBUG is ignored: it would show the API key; dgsh has --debug\n')

module.exports = {}
