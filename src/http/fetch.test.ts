import { type AddressInfo, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fetch } from './fetch.ts'

test('fetch survives a server that closes the connection while its answer is read slowly', async ({
  onTestFinished,
}) => {
  const body = Buffer.alloc(2 ** 20, 'a')
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`)
      socket.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {})
  const pieces: Uint8Array[] = []
  for await (const piece of response.body ?? []) {
    pieces.push(piece as Uint8Array)
    await setTimeout(20)
  }
  expect(Buffer.concat(pieces)).toEqual(body)
})
