#!/usr/bin/env node
import { CommanderError } from 'commander'
import { DownloadError } from '../downloads/download-error.ts'
import { screenOf } from './output.ts'
import { program } from './program.ts'
import { progressLine } from './progress-line.ts'

// A reader that has seen enough, like head, is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const progress = progressLine(process.stderr)
const commands = program({
  screen: screenOf(process.stdout, process.env['NO_COLOR']),
  ...(progress && { onProgress: progress.show }),
  finish: (command, { text, warnings, failed }) => {
    progress?.clear()
    for (const warning of warnings) process.stderr.write(`vitest-retrieval ${command}: ${warning}\n`)
    process.stdout.write(text)
    if (failed) process.exitCode = 1
  },
})

try {
  if (process.argv.length <= 2) commands.help({ error: true })
  await commands.parseAsync()
} catch (error) {
  progress?.clear()
  complain(error)
}

/** Help and version arrive here too, with the code 0 and nothing left to say. */
function complain(error: unknown): void {
  if (error instanceof CommanderError && (error.exitCode === 0 || error.code === 'commander.help')) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  process.stderr.write(`${nameOf(process.argv[2])}: ${sentence(error)}\n`)
  process.exitCode = 2
}

function nameOf(command: string | undefined): string {
  return commands.commands.some((one) => one.name() === command) ? `vitest-retrieval ${command}` : 'vitest-retrieval'
}

/** Which function of the library or of commander noticed says nothing to whoever typed a command. */
function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const named = [RangeError, CommanderError, DownloadError].some((kind) => error instanceof kind)
  return named ? message.replace(/^[a-z][A-Za-z]*: /, '') : message
}
