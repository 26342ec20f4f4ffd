// Required into a process: prints its peak memory in KiB on stderr when it ends.
process.on('exit', () => process.stderr.write(`${process.resourceUsage().maxRSS}\n`))
